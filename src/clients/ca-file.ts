/** The PEM file of a CA that a stack names. A pipe or device would be waited for without end. */
import { readFile } from "node:fs/promises";
import { UserError } from "../config/problem.js";
import { readTextFile } from "../config/reading/text-file.js";

/** @throws UserError for what is there and is no text file; the error of the file system for what is not there */
export async function readCaFile(path: string): Promise<Buffer> {
  const read = readTextFile(path);
  if ("unreadable" in read && !read.unreadable.absent) {
    const { found, expected } = read.unreadable;
    throw new UserError(`caFile ${path}: ${found}; expected: ${expected}`);
  }
  return readFile(path);
}
