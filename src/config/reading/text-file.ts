/** Reads a text file that a user names. A pipe, a device or a huge file is refused at once instead of waited for. */
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { resolve } from "node:path";
import { viewOf, type Unreadable } from "./file-view.js";
import { decodeText } from "./text-encoding.js";

export type TextFile = { readonly text: string } | { readonly unreadable: Unreadable };

/** Larger than any configuration; what is larger is another file. */
export const largestTextBytes = 2 * 1024 * 1024;

const unreadable = (found: string, expected: string, absent = false): TextFile => ({
  unreadable: { absent, found, expected },
});

/** @param path absolute, or relative to the working directory */
export function readTextFile(path: string, largestBytes: number = largestTextBytes): TextFile {
  const absolute = resolve(path);
  const view = viewOf(absolute);
  if (view) {
    const read = view.read(absolute, largestBytes);
    return read instanceof Uint8Array ? textOf(read) : { unreadable: read };
  }
  let descriptor: number;
  try {
    // Without O_NONBLOCK opening a pipe waits for a writer.
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch (error) {
    return notOpened((error as NodeJS.ErrnoException).code ?? "");
  }
  try {
    const facts = fstatSync(descriptor);
    if (facts.isDirectory()) return unreadable("a directory", "a file");
    if (!facts.isFile()) {
      return unreadable("a pipe or device", "a regular file: save its content in a file and name that");
    }
    const bytes = readBounded(descriptor, largestBytes);
    return bytes === undefined ? { unreadable: tooLarge(largestBytes) } : textOf(bytes);
  } catch (error) {
    return notOpened((error as NodeJS.ErrnoException).code ?? "");
  } finally {
    closeSync(descriptor);
  }
}

/** For a file with more bytes than a reader takes. */
export const tooLarge = (most: number): Unreadable => ({
  absent: false,
  found: `more than ${Math.floor(most / 1024)} KiB`,
  expected: "a configuration file, which is smaller",
});

function textOf(bytes: Uint8Array): TextFile {
  const decoded = decodeText(bytes);
  return "text" in decoded ? decoded : unreadable("no text that can be read", decoded.expected);
}

/** @returns undefined for more bytes than the limit; what the file's size claims is not relied on */
function readBounded(descriptor: number, largestBytes: number): Uint8Array | undefined {
  const chunks: Uint8Array[] = [];
  let total = 0;
  for (;;) {
    const chunk = Buffer.alloc(64 * 1024);
    const count = readSync(descriptor, chunk);
    if (count === 0) return Buffer.concat(chunks);
    total += count;
    if (total > largestBytes) return undefined;
    chunks.push(chunk.subarray(0, count));
  }
}

function notOpened(code: string): TextFile {
  if (code === "ENOENT" || code === "ENOTDIR") return unreadable("no such file", "a file that exists", true);
  if (code === "EACCES" || code === "EPERM") {
    return unreadable("no permission to read it", "a file that the current user may read");
  }
  if (code === "ENXIO") return unreadable("a socket or device", "a regular file");
  return unreadable(`not readable (${code})`, "a file that can be read");
}
