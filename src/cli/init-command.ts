/** `tkg-edge init` and its options. */
import { resolve } from "node:path";
import { Option, type Command } from "commander";
import type { Terminal } from "./edge/terminal.js";
import { init } from "./init/init.js";
import { pipelineSystems, type PipelineSystem } from "./init/pipeline-file.js";
import { names, questions, type Answers } from "./init/questions.js";

interface InitFlags extends Answers {
  readonly directory: string;
  readonly fleet: boolean;
  readonly ci?: PipelineSystem;
  readonly projectOnly: boolean;
  readonly package?: string;
}

/** @param command makes a command of `tkg-edge`; @param version of the product */
export function addInit(
  command: (usage: string, what: string) => Command,
  terminal: Terminal,
  version: string,
): void {
  const added = command("init", "write a new project that runs the installed package, with its first stacks");
  let standard: Answers = {};
  for (const { name, option, text, otherwise } of questions) {
    const value = otherwise?.(standard);
    added.option(option, value ? `${text} (default: ${value})` : text);
    standard = { ...standard, [name]: value };
  }
  added
    .option("--fleet", "write a fleet file with the first site, for many sites", false)
    .addOption(new Option("--ci <system>", "with --fleet: also write its pipeline").choices(pipelineSystems))
    .option("--project-only", "write no stacks: for the stacks of a clone or of another project", false)
    .option(
      "--package <version>",
      "tkg-edge in package.json: a version (default: this one), or the path of a package",
    )
    .action(async ({ directory, fleet, ci, projectOnly, package: source, ...flags }: InitFlags) => {
      const given = Object.fromEntries(
        names.flatMap((name) => (flags[name] === undefined ? [] : [[name, flags[name]] as const])),
      );
      if (projectOnly && (fleet || Object.keys(given).length > 0)) {
        added.error("error: --project-only writes no stacks, and takes no values for them", { exitCode: 2 });
      }
      if (ci !== undefined && !fleet) {
        added.error("error: --ci is for the pipeline of a fleet: add --fleet", { exitCode: 2 });
      }
      if (source?.trim() === "") {
        added.error("error: --package is empty: expected a version, or the path of a package", {
          exitCode: 2,
        });
      }
      const dependency = source ?? `^${version}`;
      await init({ directory: resolve(directory), dependency, fleet, ci, projectOnly, given }, terminal);
    });
}
