/** How much room a folder has left. */
import { statfs } from "node:fs/promises";

/** Free space below which a state folder gets a warning: each step of a run rewrites the whole state. */
const enoughMiB = 256;
const enoughFiles = 200;

/**
 * @returns what is short, such as `12 MiB left`; undefined where there is enough, or where it is unknown
 */
export async function shortOfSpace(directory: string): Promise<string | undefined> {
  try {
    const { bavail, bsize, ffree, files } = await statfs(directory);
    const leftMiB = Math.floor((bavail * bsize) / 2 ** 20);
    if (leftMiB < enoughMiB) return `${leftMiB} MiB left, expected at least ${enoughMiB}`;
    // Some file systems do not count files and report 0 of 0.
    if (files > 0 && ffree < enoughFiles) return `room for ${ffree} files, expected at least ${enoughFiles}`;
    return undefined;
  } catch {
    return undefined;
  }
}
