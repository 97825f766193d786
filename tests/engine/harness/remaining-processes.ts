/**
 * Ends what a failed case leaves running: the driver of a rollout, and the `pulumi` that it started, which has a process group of its
 * own and would go on for as long as a site may take.
 */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** A driver that is ended meanwhile may just have started another process. */
const passes = 3;

/**
 * Those that work in a directory, or have it as their `-C`.
 * @param directory absolute path, outside of which nothing is ended
 * @returns their command lines
 */
export function endRemaining(directory: string): readonly string[] {
  const ended: string[] = [];
  for (let pass = 0; pass < passes; pass += 1) {
    const remaining = processesIn(directory);
    if (remaining.length === 0) break;
    for (const { pid, command } of remaining) {
      ended.push(command.join(" "));
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It has just ended.
      }
    }
  }
  return ended;
}

const isBelow = (path: string | undefined, directory: string): boolean =>
  path === directory || path?.startsWith(`${directory}/`) === true;

function processesIn(directory: string) {
  const ids = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  return ids.flatMap((id) => {
    try {
      const command = readFileSync(`/proc/${id}/cmdline`, "utf8").split("\0");
      const works = isBelow(readlinkSync(`/proc/${id}/cwd`), directory);
      // A process that has ended and is not waited for has no command line.
      const isOne = works || isBelow(command[command.indexOf("-C") + 1], directory);
      return isOne && command.join("") !== "" ? [{ pid: Number(id), command }] : [];
    } catch {
      return [];
    }
  });
}
