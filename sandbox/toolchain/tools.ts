// Where the tools are, for everything that runs one. `make tools` must have ended; TKG_EDGE_TOOLS_DIR, a folder of
// binaries by name (and of `modules/<name>` and `pulumi-home`), takes the place of what it left, whatever is in it.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { overrideVariable } from "./locations.js";
import { readRecord } from "./record.js";
import type { ToolchainRecord } from "./record.js";
import type { ManifestModule, ToolName } from "./tool-names.js";

export type { ManifestModule, ToolName } from "./tool-names.js";

const remedy = 'run "make tools"';
let known: ToolchainRecord | undefined;

function record(): ToolchainRecord {
  known ??= readRecord();
  if (known === undefined)
    throw new Error(`the tools of this version of tkg-edge are not there yet: ${remedy}`);
  return known;
}

function fromOverride(...names: string[]): string | undefined {
  const folder = process.env[overrideVariable];
  if (folder === undefined || folder === "") return undefined;
  const path = join(folder, ...names);
  return existsSync(path) ? path : undefined;
}

function mustExist(path: string, what: string): string {
  if (!existsSync(path)) throw new Error(`${what} was at ${path} and is not there any more: ${remedy}`);
  return path;
}

/** Absolute path of a tool. @throws Error with the command to run when it is missing. */
export function toolPath(name: ToolName): string {
  return fromOverride(name) ?? mustExist(record().tools[name].path, name);
}

/** Version of a tool; "unknown" for one that TKG_EDGE_TOOLS_DIR gives. @throws Error like toolPath. */
export function toolVersion(name: ToolName): string {
  return fromOverride(name) === undefined ? record().tools[name].version : "unknown";
}

/** Folder of a Go module of which the sandbox loads files at run time. @throws Error like toolPath. */
export function moduleDirectory(module: ManifestModule): string {
  return fromOverride("modules", module) ?? mustExist(record().modules[module], `the Go module ${module}`);
}

/** The project's own PULUMI_HOME, with the plugins installed. @throws Error like toolPath. */
export function pulumiHome(): string {
  return fromOverride("pulumi-home") ?? mustExist(record().pulumiHome, "the project's PULUMI_HOME");
}

/** One folder that holds links to all tools, for PATH. @throws Error like toolPath. */
export function toolBinDirectory(): string {
  return fromOverride() ?? mustExist(record().binDirectory, "the folder of the tools");
}
