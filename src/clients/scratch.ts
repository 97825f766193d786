/**
 * Temporary directories that do not stay: removed when the work is done, when the process receives a signal to end, and, where it
 * was killed, by the next process that needs one. Their names contain the process that made them.
 */
import { readdirSync, rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../config/problem.js";
import { causeOfError, isLocal } from "./failure-cause.js";
import { explainLocal } from "./local-failure.js";
import { areSignalsHandled } from "./own-signals.js";
import { pidNamespace, startOf } from "./process-identity.js";

const prefix = "tkg-edge-scratch-";
const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/**
 * Gives `body` an empty directory that only this user can enter.
 * @param purpose a word for the directory's name
 */
export async function withScratch<T>(purpose: string, body: (directory: string) => Promise<T>): Promise<T> {
  const directory = await emptyDirectory(purpose);
  const remove = (): void => {
    rmSync(directory, { recursive: true, force: true });
  };
  process.once("exit", remove);
  const ends = Object.entries(signals).map(([signal, code]) => {
    const end = (): void => {
      // The directory goes when the work in it is done.
      if (areSignalsHandled()) return;
      remove();
      process.exit(code);
    };
    process.on(signal, end);
    return () => process.off(signal, end);
  });
  try {
    return await body(directory);
  } finally {
    for (const letGo of ends) letGo();
    process.off("exit", remove);
    await rm(directory, { recursive: true, force: true });
  }
}

/** @throws UserError where the temporary folder cannot be used: everything else would blame the server that is contacted next */
async function emptyDirectory(purpose: string): Promise<string> {
  try {
    sweepScratch();
    const name = `${prefix}${container()}-${process.pid}-${startOf(process.pid)}-${purpose}-`;
    return await mkdtemp(join(tmpdir(), name));
  } catch (error) {
    const cause = causeOfError(error);
    if (!isLocal(cause)) throw error;
    throw new UserError(`${explainLocal(cause)} (${(error as Error).message})`);
  }
}

/** Removes the directories whose makers are dead. One made in another container is left alone. */
export function sweepScratch(): void {
  const here = container();
  for (const name of readdirSync(tmpdir()).filter((each) => each.startsWith(prefix))) {
    const owner = /^(\d+)-(\d+)-(\d+)-/.exec(name.slice(prefix.length));
    if (owner?.[1] !== here || startOf(Number(owner[2])) === owner[3]) continue;
    try {
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
    } catch {
      // Another user's.
    }
  }
}

/** 0 where there is no /proc. */
const container = (): string => pidNamespace() || "0";
