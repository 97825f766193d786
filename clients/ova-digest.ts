/** SHA-256 of a file of several gigabytes, computed once: again only when its size or modification time changed. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { cacheDirectory } from "./cache-directory.js";

interface Remembered {
  readonly size: number;
  /** Milliseconds. */
  readonly mtime: number;
  readonly sha256: string;
}

const cacheFile = join(cacheDirectory(), "ova-digests.json");

/** @returns the digest in hex, or undefined where there is no such file */
export async function ovaDigest(file: string): Promise<string | undefined> {
  const path = resolve(file);
  const facts = await stat(path).catch(() => undefined);
  if (!facts?.isFile()) return undefined;
  const known = await readCache();
  const old = known[path];
  if (old?.size === facts.size && old.mtime === facts.mtimeMs) return old.sha256;
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  const sha256 = hash.digest("hex");
  await writeCache({ ...known, [path]: { size: facts.size, mtime: facts.mtimeMs, sha256 } });
  return sha256;
}

async function readCache(): Promise<Record<string, Remembered>> {
  try {
    return JSON.parse(await readFile(cacheFile, "utf8")) as Record<string, Remembered>;
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
    // Computed again next time.
  }
}
