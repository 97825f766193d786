/** The pipeline of a new fleet: the example of the package, for a project that has the package installed. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { passwordVariable } from "./stack-files.js";

const pipelines = {
  github: { example: "github-actions.yml", file: join(".github", "workflows", "fleet.yml") },
  gitlab: { example: "gitlab-ci.yml", file: ".gitlab-ci.yml" },
} as const;

export type PipelineSystem = keyof typeof pipelines;
export const pipelineSystems = Object.keys(pipelines) as readonly PipelineSystem[];

/** @returns name and text of the file */
export function pipelineFile(system: PipelineSystem): readonly [string, string] {
  const { example, file } = pipelines[system];
  const text = readFileSync(join(packageFolder(), "examples", "ci", example), "utf8");
  return [file, forInstalledPackage(text)];
}

/** The example is for a clone, which has the command at its top, and names a password of its own. */
const forInstalledPackage = (text: string): string =>
  text
    .replaceAll(/\bnode (\S*?)tkg-edge\.js\b/g, "$1node_modules/.bin/tkg-edge")
    .replaceAll("VCENTER_EU_PASSWORD", passwordVariable)
    .replace(
      /^(# A fleet on \w+): copy it to \S+ README\.md beside it says/m,
      "$1: examples/ci/README.md of the package says",
    );

/** Of the package that this module is part of. */
function packageFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json")) && folder !== dirname(folder)) folder = dirname(folder);
  return folder;
}
