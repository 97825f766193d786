// What `make tools` found or built, one JSON file in the cache per version of the toolchain. A checkout finds the
// record of its own version by the digest of its toolchain's sources, so that a second clone of the same version
// finds everything and a changed one does not run with the old tools unnoticed.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as z from "zod";
import { digestOfTree } from "./digest.js";
import { cacheRoot, toolchainFolder } from "./locations.js";
import { manifestModules, toolNames } from "./tool-names.js";

const toolSchema = z.object({
  path: z.string(),
  version: z.string(),
  /** "path": found on PATH; "official": downloaded by Pulumi; "built": from the pinned modules; "stand-in". */
  origin: z.enum(["path", "official", "built", "stand-in"]),
});

const recordSchema = z.object({
  tools: z.record(z.enum(toolNames), toolSchema),
  modules: z.record(z.enum(manifestModules), z.string()),
  pulumiHome: z.string(),
  binDirectory: z.string(),
});

/** Where a tool is, and which. */
export type ToolRecord = z.infer<typeof toolSchema>;

/** Everything that `make tools` leaves behind for the others to find. */
export type ToolchainRecord = z.infer<typeof recordSchema>;

/** Digest of everything under toolchain/: the version of the toolchain. */
export function toolchainVersion(): string {
  return digestOfTree(toolchainFolder);
}

function recordFile(version: string): string {
  return join(cacheRoot(), "records", `${version}.json`);
}

/** The record of this checkout's toolchain; undefined where `make tools` has not ended yet. @throws Error when it cannot be read. */
export function readRecord(): ToolchainRecord | undefined {
  const file = recordFile(toolchainVersion());
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  return recordSchema.parse(JSON.parse(text));
}

/** Writes the record, in one step. @param version - of the toolchain when the work on it began. */
export function writeRecord(version: string, record: ToolchainRecord): void {
  const file = recordFile(version);
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${String(process.pid)}`;
  writeFileSync(draft, `${JSON.stringify(record, null, 2)}\n`);
  renameSync(draft, file);
}
