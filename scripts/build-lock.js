// One build at a time: previews that start together after a source changed wait for the first one's, and take it.
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** A build takes a minute on a slow machine; a lock of this age is of a machine that went down. */
const longestBuild = 15 * 60_000;

const pause = (milliseconds) =>
  Atomics.wait(new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)), 0, 0, milliseconds);

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** A lock is written in a moment; one that is not whole after this time is of a process that was killed in it. */
const longestWrite = 10_000;

const textOf = (file) => {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
};

/** Whether the holder of a lock is gone. */
function isLeftBehind(file, text) {
  try {
    const { pid, since } = JSON.parse(text);
    return !isRunning(pid) || Date.now() - since > longestBuild;
  } catch {
    const { mtimeMs = Date.now() } = statSync(file, { throwIfNoEntry: false }) ?? {};
    return Date.now() - mtimeMs > longestWrite;
  }
}

/** Removes a lock that was found left behind, unless another process has it by now. */
function remove(file, found) {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  if (textOf(aside) === found) rmSync(aside, { force: true });
  else renameSync(aside, file);
}

/** @returns {boolean} whether it was free */
function take(file, text) {
  try {
    writeFileSync(file, text, { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    return false;
  }
}

/**
 * Runs a body while no other process runs one under the same file; waits until then.
 * @template T
 * @param {string} file
 * @param {() => T} body synchronous
 * @returns {T}
 */
export function alone(file, body) {
  mkdirSync(dirname(file), { recursive: true });
  const text = JSON.stringify({ pid: process.pid, since: Date.now() });
  while (!take(file, text)) {
    const found = textOf(file);
    if (found !== undefined && isLeftBehind(file, found)) remove(file, found);
    else pause(100);
  }
  try {
    return body();
  } finally {
    if (textOf(file) === text) rmSync(file, { force: true });
  }
}
