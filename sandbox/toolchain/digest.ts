// Digests of source trees: what a cache entry is keyed by.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const ignored = /(^|\/)(README\.md|\.DS_Store|[^/]*~|[^/]*\.swp)$/;

/** Relative paths of all files below a folder, sorted, without prose and editors' droppings. */
export function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => !ignored.test(name) && statSync(join(folder, name)).isFile())
    .sort();
}

/** SHA-256, in hexadecimal, of a list of texts; where one ends and the next begins counts. */
export function digestOf(parts: readonly string[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${String(Buffer.byteLength(part))}:`).update(part);
  return hash.digest("hex");
}

/** SHA-256 of the names and contents of all files below a folder. @throws Error when it cannot be read. */
export function digestOfTree(folder: string): string {
  return digestOf(
    filesOf(folder).flatMap((name) => [name, readFileSync(join(folder, name)).toString("latin1")]),
  );
}
