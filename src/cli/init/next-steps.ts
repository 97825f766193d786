/** What `tkg-edge init` prints at its end: the next commands. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Answers } from "./questions.js";
import { passwordVariable, stacksOf } from "./stack-files.js";

interface Written {
  readonly fleet: boolean;
  readonly projectOnly: boolean;
}

export function nextSteps(directory: string, answers: Answers, { fleet, projectOnly }: Written): string {
  const isInstalled = existsSync(join(directory, "node_modules", "tkg-edge", "package.json"));
  const first = `${isInstalled ? "" : "npm install && "}npx tkg-edge doctor`;
  if (projectOnly) {
    return lines([
      "next: copy Pulumi.*.yaml of your stacks, and the files that they name, into this folder; then",
      ...commands([first, "pulumi preview --stack STACK"]),
    ]);
  }
  const stacks = stacksOf(answers);
  const [management = "", template = "", site = ""] = stacks;
  const shared = fleet ? [management, template] : stacks;
  const makeStacks = `for stack in ${shared.join(" ")}; do pulumi stack init "$stack"; done`;
  return lines([
    `the vCenter password is read from the environment variable ${passwordVariable}, at each run`,
    "next:",
    ...commands([
      first,
      fleet ? `${makeStacks}; npx tkg-edge fleet init` : makeStacks,
      `npx tkg-edge preflight --stack ${management}`,
    ]),
    `then pulumi up of ${management}, of ${template} and of ${site}, in this order (docs/installing.md)`,
  ]);
}

const commands = (all: readonly string[]) => all.map((line) => `  ${line}`);
const lines = (all: readonly string[]) => all.map((line) => `${line}\n`).join("");
