// Ends this process when nobody is left for whom it works: the reader of its output, or the engine that started it. Without
// this, a program whose engine was killed goes on: a write to its closed output fails, the SDK writes that failure to the same
// output, and so on, at the cost of a core and of memory without limit. Ending is `process.exit`, so that what cleans up
// on "exit" does.
import { readFileSync } from "node:fs";

/** Exit code of a process that a shell ended by SIGPIPE. */
const brokenOutputCode = 141;
const engineGoneCode = 1;

/** What a stream answers whose reader is gone: a closed pipe, a terminal that hung up. */
const readerGone = new Set(["EPIPE", "EIO", "ECONNRESET", "ERR_STREAM_DESTROYED"]);

/** Ends quietly when the reader of either output is gone, as after `| head`; with the error where it is another one. */
export function endOnBrokenOutput() {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error) => {
      if (readerGone.has(error.code)) process.exit(brokenOutputCode);
      if (stream === process.stdout) console.error(`the output cannot be written: ${error.message}`);
      process.exit(1);
    });
  }
}

/**
 * Ends this process when the engine from which it descends is gone, or one of the processes between them: the plugin that
 * started this command cannot be relied on to notice. Started by anything else, or without /proc, it is not ended.
 * @param {number} everyMilliseconds pause between two checks
 */
export function endWithEngineAbove(everyMilliseconds = 1000) {
  const above = enginesAndPlugins();
  if (above.length === 0) return;
  setInterval(() => {
    if (above.some(({ pid, startTicks }) => facts(pid)?.startTicks !== startTicks))
      process.exit(engineGoneCode);
  }, everyMilliseconds).unref();
}

/** The processes from this one's parent up to the engine; up to the last plugin where there is no engine above it. */
function enginesAndPlugins() {
  const above = [];
  let upTo = 0;
  for (let next = facts(process.ppid); next && next.pid > 1; next = facts(next.parent)) {
    above.push(next);
    if (next.name.startsWith("pulumi-")) upTo = above.length;
    if (next.name === "pulumi") return above;
  }
  return above.slice(0, upTo);
}

/** @returns undefined for a process that ended, also where its remains were not collected yet */
function facts(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name, in parentheses, may hold anything.
    const end = stat.lastIndexOf(")");
    const fields = stat.slice(end + 2).split(" ");
    if (fields[0] === "Z" || fields[0] === "X") return undefined;
    return {
      pid,
      name: stat.slice(stat.indexOf("(") + 1, end),
      parent: Number(fields[1]),
      startTicks: fields[19],
    };
  } catch {
    return undefined;
  }
}
