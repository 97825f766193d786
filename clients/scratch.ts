/**
 * Temporary directories that do not stay: removed when the work is done, when the process is told to end, and, where it
 * was killed, by the next process that needs one. Their names say who made them.
 */
import { readdirSync, rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pidNamespace, startOf } from "./process-identity.js";

const prefix = "tkg-edge-scratch-";
const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/**
 * Gives `body` an empty directory that only this user can enter.
 * @param purpose a word for the directory's name
 */
export async function withScratch<T>(purpose: string, body: (directory: string) => Promise<T>): Promise<T> {
  sweepScratch();
  const directory = await mkdtemp(
    join(tmpdir(), `${prefix}${container()}-${process.pid}-${startOf(process.pid)}-${purpose}-`),
  );
  const remove = (): void => {
    rmSync(directory, { recursive: true, force: true });
  };
  process.once("exit", remove);
  const ends = Object.entries(signals).map(([signal, code]) => {
    const end = (): void => {
      remove();
      process.exit(code);
    };
    process.once(signal, end);
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

/** Removes the directories whose makers are dead. One made in another container is left alone. */
export function sweepScratch(): void {
  for (const name of readdirSync(tmpdir())) {
    const owner = /^tkg-edge-scratch-(\d+)-(\d+)-(\d+)-/.exec(name);
    if (owner?.[1] !== container() || startOf(Number(owner[2])) === owner[3]) continue;
    try {
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
    } catch {
      // Another user's.
    }
  }
}

/** 0 where there is no /proc. */
const container = (): string => pidNamespace() || "0";
