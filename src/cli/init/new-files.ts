/** Writes the files of a new project: all of them, or none. */
import { closeSync, lstatSync, mkdirSync, openSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { UserError } from "../../config/problem.js";

/** Whether anything has this path, also a link that leads nowhere. */
export function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    // Below a file, or in a folder that cannot be searched: the error of writing names which.
    return false;
  }
}

/**
 * @param files text by name, relative to the folder
 * @throws UserError where one cannot be written; what was made until then is removed
 */
export function writeNewFiles(folder: string, files: Iterable<readonly [string, string]>): void {
  const made: (() => void)[] = [];
  let path = folder;
  try {
    for (const [name, text] of files) {
      path = join(folder, name);
      makeFolder(dirname(path), made);
      writeNewFile(path, text, made);
    }
  } catch (error) {
    for (const remove of made.reverse()) remove();
    const words = error instanceof Error ? error.message : String(error);
    throw new UserError(`${path} cannot be written: ${words}; nothing was changed`);
  }
}

function writeNewFile(path: string, text: string, made: (() => void)[]): void {
  const file = openSync(path, "wx");
  made.push(() => {
    rmSync(path, { force: true });
  });
  try {
    writeFileSync(file, text);
  } finally {
    closeSync(file);
  }
}

/** One after the other: Node.js does not come to an end with all at once where a file system refuses new folders as /proc does. */
function makeFolder(path: string, made: (() => void)[]): void {
  if (isThere(path)) return;
  makeFolder(dirname(path), made);
  mkdirSync(path);
  made.push(() => {
    rmdirSync(path);
  });
}
