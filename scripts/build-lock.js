// One build at a time: previews that start together after a source changed wait for the first one's, and take it.
import { mkdirSync, readFileSync, rmSync, writeFileSync, linkSync } from "node:fs";
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

/** Whether the holder of a lock is gone. One that is not there any more, or not whole, is tried again. */
function isLeftBehind(file) {
  try {
    const { pid, since } = JSON.parse(readFileSync(file, "utf8"));
    return !isRunning(pid) || Date.now() - since > longestBuild;
  } catch {
    return false;
  }
}

/** Puts the lock at its place whole, or not at all. @returns {boolean} whether it was free */
function take(file) {
  const own = `${file}.${process.pid}`;
  writeFileSync(own, JSON.stringify({ pid: process.pid, since: Date.now() }));
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    return false;
  } finally {
    rmSync(own, { force: true });
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
  while (!take(file)) {
    if (isLeftBehind(file)) rmSync(file, { force: true });
    else pause(100);
  }
  try {
    return body();
  } finally {
    rmSync(file, { force: true });
  }
}
