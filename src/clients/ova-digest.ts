/** SHA-256 of a file of several gigabytes, computed once. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { remembered } from "./remembered-facts.js";

/** @returns the digest in hex, or undefined where there is no such file */
export async function ovaDigest(file: string): Promise<string | undefined> {
  return remembered(file, "sha256", async (path) => {
    const hash = createHash("sha256");
    await pipeline(createReadStream(path), hash);
    return hash.digest("hex");
  });
}
