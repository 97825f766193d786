/**
 * Where tests keep their sandboxes, and how nothing of them is left behind: a directory's name holds the id
 * of the test process that owns it, so that a later run can detect a dead owner and stop what it left.
 */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stopSandbox } from "../../../sandbox/sandbox.js";
import { isAlive } from "../../../src/clients/process-identity.js";
import { endRemaining } from "./remaining-processes.js";

const prefix = "tkg-edge-test-";
/** Other tests have directories with the same beginning, and no process in their names. */
const owned = new RegExp(`^${prefix}(\\d+)-`);

/** A new empty directory below the temporary directory, owned by this process. */
export function ownDirectory(): string {
  return mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
}

/** Where the sandbox of a test directory lives. */
export const sandboxDirectory = (own: string): string => join(own, "sandbox");

/** Where a test clones the checkout to; sandboxes may run in its `.sandbox` and `.sandbox-fleet`. */
export const cloneDirectory = (own: string): string => join(own, "clone");

/** Stops the sandboxes of a test directory, if there are any, ends what else works in it, and removes it. */
export async function discard(own: string): Promise<void> {
  const inClone = [".sandbox", ".sandbox-fleet"].map((name) => join(cloneDirectory(own), name));
  for (const directory of [sandboxDirectory(own), ...inClone]) await stopSandbox(directory);
  endRemaining(own);
  rmSync(own, { recursive: true, force: true, maxRetries: 5 });
}

/**
 * Discards the directories whose owner is dead: a run that was killed could not do it itself.
 * @returns the directories that were removed
 */
export async function sweepLeftovers(): Promise<readonly string[]> {
  const dead = readdirSync(tmpdir())
    .filter((name) => {
      const owner = owned.exec(name)?.[1];
      return owner !== undefined && !isAlive(Number(owner));
    })
    .map((name) => join(tmpdir(), name));
  for (const directory of dead) await discard(directory);
  return dead;
}
