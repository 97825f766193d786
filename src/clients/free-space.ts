/** How much room a folder has left. */
import { statfs } from "node:fs/promises";

/** Below this a folder that holds the state of stacks is warned of: each step of a run writes the state anew, in whole. */
const enoughMiB = 256;
const enoughFiles = 200;

/**
 * @returns what is short, such as `12 MiB left`; undefined where there is enough, or nobody can tell
 */
export async function shortOfSpace(directory: string): Promise<string | undefined> {
  try {
    const { bavail, bsize, ffree, files } = await statfs(directory);
    const leftMiB = Math.floor((bavail * bsize) / 2 ** 20);
    if (leftMiB < enoughMiB) return `${leftMiB} MiB left, expected at least ${enoughMiB}`;
    // Some file systems do not count files and say 0 of 0.
    if (files > 0 && ffree < enoughFiles) return `room for ${ffree} files, expected at least ${enoughFiles}`;
    return undefined;
  } catch {
    return undefined;
  }
}
