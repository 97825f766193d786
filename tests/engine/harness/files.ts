/** What is in a directory: for tests that nothing changed, and that nothing holds a certain text. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { gunzipSync } from "node:zlib";

function filesBelow(directory: string): readonly string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** SHA-256 of every file below a directory, by its path relative to it. */
export function digests(directory: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    filesBelow(directory).map((file) => [
      relative(directory, file),
      createHash("sha256").update(readFileSync(file)).digest("hex"),
    ]),
  );
}

/** Files below a directory that hold one of the texts, as `file: text`; gzip files are decompressed. */
export function findTexts(directory: string, texts: readonly string[]): readonly string[] {
  return filesBelow(directory).flatMap((file) => {
    const raw = readFileSync(file);
    const content = raw[0] === 0x1f && raw[1] === 0x8b ? gunzipSync(raw) : raw;
    return texts.filter((text) => content.includes(text)).map((text) => `${file}: ${text}`);
  });
}
