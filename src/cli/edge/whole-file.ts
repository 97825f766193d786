/** Files that are written whole or not at all. */
import { randomUUID } from "node:crypto";
import {
  existsSync,
  fsyncSync,
  mkdirSync,
  readlinkSync,
  openSync,
  closeSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { UserError } from "../../config/problem.js";

/**
 * What a link leads to, whether or not that exists; any other path as it is.
 * @throws UserError for links in a circle
 */
export function behindLinks(file: string): string {
  if (existsSync(file)) return realpathSync(file);
  let path = file;
  for (let count = 0; count < mostLinks; count += 1) {
    const target = linkTarget(path);
    if (target === undefined) return path;
    // A relative link counts from the folder that it is really in.
    path = resolve(realpathSync(dirname(path)), target);
  }
  throw new UserError(`${file} leads through more than ${mostLinks} links; expected: a link to a file`);
}

/** As many as Linux follows. */
const mostLinks = 40;

/** @returns undefined for what is no link */
function linkTarget(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

/**
 * Replaces a file that only its owner may read, with mode 0600. A link stays one, and what it leads to is replaced or created.
 * Missing directories are made, with mode 0700.
 * @throws Error of the file system; the file is as it was then
 */
export function writePrivateFile(file: string, text: string): void {
  mkdirSync(dirname(behindLinks(file)), { recursive: true, mode: 0o700 });
  replaceFile(file, text, 0o600);
}

/**
 * Replaces a file that holds no secret, with the mode that the user's umask leaves of 0644. A link stays one.
 * @throws Error of the file system; the file is as it was then
 */
export function writePublicFile(file: string, text: string): void {
  replaceFile(file, text, 0o644);
}

/** The draft's name has no ending, so that nothing that collects files by theirs reads half of it. */
function replaceFile(file: string, text: string, mode: number): void {
  const target = behindLinks(file);
  const temporary = join(dirname(target), `.${basename(target)}.${randomUUID()}`);
  try {
    const handle = openSync(temporary, "wx", mode);
    try {
      writeFileSync(handle, text);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(temporary, target);
  } finally {
    rmSync(temporary, { force: true });
  }
}
