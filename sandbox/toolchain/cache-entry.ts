// Entries of the cache: folders that appear all at once and never change. They are made in a draft folder beside
// their place and renamed into it, so that an interrupted build leaves nothing that seems finished, and two that
// run at once do not disturb each other: the second one to end finds the place taken and drops its draft.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isAlive } from "../../src/clients/process-identity.js";
import { cacheRoot } from "./locations.js";

/** Kinds of entries: the folders of the cache. */
export type EntryKind = "tools" | "pulumi-home" | "bin";

/** Where the entry of a key is, or will be. */
export function entryFolder(kind: EntryKind, key: string): string {
  return join(cacheRoot(), kind, key);
}

/** Whether the entry is there. */
export function hasEntry(kind: EntryKind, key: string): boolean {
  return existsSync(entryFolder(kind, key));
}

let drafts = 0;

/**
 * Makes an entry unless it is there.
 * @param fill - writes the entry's content to the folder it is given.
 * @returns the entry's folder.
 */
export async function makeEntry(
  kind: EntryKind,
  key: string,
  fill: (folder: string) => Promise<void>,
): Promise<string> {
  const folder = entryFolder(kind, key);
  if (existsSync(folder)) return folder;
  const parent = join(cacheRoot(), kind);
  drafts += 1;
  const draft = join(parent, `.draft-${String(process.pid)}-${String(drafts)}`);
  mkdirSync(draft, { recursive: true });
  try {
    await fill(draft);
    renameSync(draft, folder);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (!((code === "ENOTEMPTY" || code === "EEXIST") && existsSync(folder))) throw error;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return folder;
}

/** Removes the drafts of processes that are gone. */
export function removeDeadDrafts(): void {
  for (const kind of ["tools", "pulumi-home", "bin"] satisfies EntryKind[]) {
    const parent = join(cacheRoot(), kind);
    if (!existsSync(parent)) continue;
    for (const name of readdirSync(parent)) {
      const pid = /^\.draft-(\d+)-/.exec(name)?.[1];
      if (pid !== undefined && !isAlive(Number(pid)))
        rmSync(join(parent, name), { recursive: true, force: true });
    }
  }
}
