/** What was found out about large files, found out again only when a file's size or modification time changed. */
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import * as z from "zod";
import { cacheDirectory } from "./cache-directory.js";

/** Sentences' ends, of which an OVA is the subject. No path of this machine stands in one. */
export interface ArchiveState {
  /** Why it cannot be imported as the vendor made it. */
  readonly faults: readonly string[];
  /** What could not be checked, or is unusual. */
  readonly notes: readonly string[];
}

const texts = z.array(z.string()).readonly();

const rememberedSchema = z.object({
  size: z.number(),
  /** Milliseconds. */
  mtime: z.number(),
  sha256: z.string().optional(),
  /** `null`: it was read, and there is none. */
  diskGiB: z.number().nullable().optional(),
  archive: z.object({ faults: texts, notes: texts }).optional(),
});

type Remembered = z.output<typeof rememberedSchema>;
type Facts = Omit<Remembered, "size" | "mtime">;

const cacheSchema = z.record(z.string(), rememberedSchema);

const cacheFile = join(cacheDirectory(), "ova-digests.json");

/**
 * @param find reads the file of this absolute path
 * @returns undefined where there is no such file
 */
export async function remembered<K extends keyof Facts>(
  file: string,
  fact: K,
  find: (path: string) => Promise<Exclude<Facts[K], undefined>>,
): Promise<Facts[K] | undefined> {
  const path = resolve(file);
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) return undefined;
  const old = (await readCache())[path];
  const same = old?.size === found.size && old.mtime === found.mtimeMs ? old : undefined;
  if (same?.[fact] !== undefined) return same[fact];
  const value = await find(path);
  // Read again: meanwhile others may have written. What is gone need not be remembered.
  const known = Object.fromEntries(Object.entries(await readCache()).filter(([name]) => existsSync(name)));
  await writeCache({ ...known, [path]: { ...same, size: found.size, mtime: found.mtimeMs, [fact]: value } });
  return value;
}

async function readCache(): Promise<Record<string, Remembered>> {
  try {
    return cacheSchema.parse(JSON.parse(await readFile(cacheFile, "utf8")));
  } catch {
    return {};
  }
}

/** A cache that cannot be written costs time, not correctness. */
async function writeCache(known: Record<string, Remembered>): Promise<void> {
  try {
    await mkdir(dirname(cacheFile), { recursive: true });
    const draft = `${cacheFile}.${process.pid}`;
    await writeFile(draft, JSON.stringify(known));
    await rename(draft, cacheFile);
  } catch {
    // Found out again next time.
  }
}
