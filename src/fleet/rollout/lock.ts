/** One rollout of a fleet at a time: a file that names the process that has it. */
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import * as z from "zod";
import { fateOf, processIdentity, thisProcess } from "../../clients/process-identity.js";
import { UserError } from "../../config/problem.js";

const lockSchema = z.object({ since: z.string(), process: processIdentity });

/** Locks that appear and disappear while this one is taken. */
const tries = 5;

/**
 * @returns releases the lock
 * @throws UserError that names the other process, unless that is dead
 */
export function takeLock(file: string): () => void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const mine = `${file}.${process.pid}`;
  const text = JSON.stringify({ since: new Date().toISOString(), process: thisProcess() });
  writeFileSync(mine, text, { mode: 0o600 });
  try {
    for (let left = tries; left > 0; left--) {
      if (linked(mine, file)) {
        return () => {
          if (textOf(file) === text) rmSync(file, { force: true });
        };
      }
      const found = textOf(file);
      if (found !== undefined) removeDead(file, found);
    }
    throw new UserError(`${file}: other rollouts of this fleet begin at the same time; run one of them`);
  } finally {
    rmSync(mine, { force: true });
  }
}

/** A link appears whole, and only where nothing is. */
function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** @throws UserError where its process may be alive */
function removeDead(file: string, found: string): void {
  const lock = lockOf(found);
  const fate = lock ? fateOf(lock.process) : "unknown";
  if (fate === "dead") {
    // Another process may do the same: only what was judged is removed.
    const aside = `${file}.dead.${process.pid}`;
    try {
      renameSync(file, aside);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
      throw error;
    }
    if (textOf(aside) !== found) linked(aside, file);
    rmSync(aside, { force: true });
    return;
  }
  const holder = lock
    ? `process ${lock.process.pid} on ${lock.process.host}, since ${lock.since}`
    : "a process that the file does not name";
  throw new UserError(
    fate === "alive"
      ? `this fleet is being rolled out by ${holder}; expected: one rollout of a fleet at a time. Wait for it, or end it`
      : `this fleet is being rolled out by ${holder}, which cannot be seen from here (another machine, or a restart). If it is ` +
          `dead, remove ${file}`,
  );
}

function lockOf(text: string): z.output<typeof lockSchema> | undefined {
  try {
    return lockSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
