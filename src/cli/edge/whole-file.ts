/** Files that are written whole or not at all. */
import { randomUUID } from "node:crypto";
import {
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  closeSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";

/**
 * Replaces a file that only its owner may read, with mode 0600. A link stays one, and what it leads to is replaced. Missing
 * directories are made, with mode 0700.
 * @throws Error of the file system; the file is as it was then
 */
export function writePrivateFile(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
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
  const target = existsSync(file) ? realpathSync(file) : file;
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
