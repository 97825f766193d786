/**
 * The part of a project that runs the installed package. Nothing in it names a version or a place: states hold
 * `node command.js NAME`, whichever folder and version they were written with.
 */
import { join } from "node:path";
import * as z from "zod";
import type { Problem } from "../../config/problem.js";
import { readTextFile } from "../../config/reading/text-file.js";
import { isThere } from "./new-files.js";

export const ignoreFile = ".gitignore";
const packageFile = "package.json";
const ignored = ["node_modules/", ".tkg-edge/", "*.kubeconfig", "*.ova"];

/** Its name is in the name of every resource of a state, so that stacks of a clone go on here. */
const project = `# The name is part of every resource in the state of a stack: keep it.
name: tkg-edge
description: Single-node Tanzu Kubernetes Grid clusters on vSphere edge sites
runtime:
  name: nodejs
  options:
    typescript: false
    # Puts off what Pulumi's SDK loads and tkg-edge does not use; saves half a second at each call.
    nodeargs: --require tkg-edge/lazy-modules
main: index.js
`;

const programHead = "// The program that Pulumi starts: that of the installed package tkg-edge.\n";
const programs = {
  module: `${programHead}export { default } from "tkg-edge/program";\n`,
  commonjs: `${programHead}module.exports = import("tkg-edge/program").then((program) => program.default);\n`,
};

const command = `// What the states of stacks run: node command.js NAME. It is the command of the installed package tkg-edge.
import("tkg-edge/command");
`;

const packageSchema = z.object({
  type: z.string().optional(),
  dependencies: z.record(z.string(), z.string()).default({}),
});

/** @throws ConfigurationError never; a package.json that does not fit is one of the problems */
export function programFiles(
  directory: string,
  dependency: string,
): { readonly files: ReadonlyMap<string, string>; readonly problems: readonly Problem[] } {
  const existing = existingPackage(directory);
  const isModule = existing === undefined || ("type" in existing && existing.type === "module");
  const files = new Map([
    ["Pulumi.yaml", project],
    ["index.js", isModule ? programs.module : programs.commonjs],
    ["command.js", command],
    ...(isThere(join(directory, ignoreFile))
      ? []
      : [[ignoreFile, ignored.map((line) => `${line}\n`).join("")] as const]),
    ...(existing === undefined ? [[packageFile, packageText(dependency)] as const] : []),
  ]);
  return { files, problems: existing && "expected" in existing ? [existing] : [] };
}

/** What an existing .gitignore lacks. */
export function missingFromIgnored(directory: string): readonly string[] {
  const read = readTextFile(join(directory, ignoreFile));
  if ("unreadable" in read) return read.unreadable.absent ? [] : ignored;
  const lines = new Set(read.text.split(/\r?\n/).map((line) => line.trim().replace(/^\//, "")));
  return ignored.filter((line) => !lines.has(line) && !lines.has(line.replace(/\/$/, "")));
}

const packageText = (dependency: string): string =>
  `${JSON.stringify(
    { name: "tkg-edge-sites", private: true, type: "module", dependencies: { "tkg-edge": dependency } },
    undefined,
    2,
  )}\n`;

/** One that depends on tkg-edge, as `npm install` makes it, is kept. @returns undefined where there is none */
function existingPackage(directory: string): { readonly type: string | undefined } | Problem | undefined {
  const file = join(directory, packageFile);
  if (!isThere(file)) return undefined;
  const read = readTextFile(file);
  const expected = "none, or one with that dependency: npm install tkg-edge";
  if ("unreadable" in read) return { path: packageFile, found: read.unreadable.found, expected };
  const value = jsonOf(read.text);
  if (value === undefined) return { path: packageFile, found: "no JSON", expected };
  const parsed = packageSchema.safeParse(value);
  if (parsed.success && parsed.data.dependencies["tkg-edge"] !== undefined) return { type: parsed.data.type };
  return { path: packageFile, found: "a file that does not depend on tkg-edge", expected };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
