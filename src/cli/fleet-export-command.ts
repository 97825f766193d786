/** The command line of `tkg-edge fleet export`. */
import { resolve } from "node:path";
import { InvalidArgumentError, Option, type Command } from "commander";
import { isEnvironmentName } from "../config/password-source-field.js";
import { describeProblems } from "../config/problem.js";
import { optionProblems } from "../fleet/export/option-problems.js";
import { fleetExport, type FleetExportOptions } from "./edge/fleet-export.js";
import type { Terminal } from "./edge/terminal.js";

type ExportFlags = Omit<FleetExportOptions, "projectDirectory" | "secretVariables"> & {
  readonly programDir: string;
  readonly secretEnv: readonly string[];
};

/**
 * @param command makes a command of `tkg-edge fleet`
 * @param end called where the fleet has errors
 */
export function addFleetExport(
  command: (usage: string, what: string) => Command,
  terminal: Terminal,
  end: () => void,
): void {
  const added = command("export", "print the stacks of a fleet as objects of the Pulumi Kubernetes Operator")
    .addOption(
      new Option("--to <engine>", "what the objects are for")
        .choices(["pulumi-kubernetes-operator"])
        .makeOptionMandatory(),
    )
    .requiredOption("--image <image>", "image of the pods: this program and its tools (Containerfile)")
    .option("--output <directory>", "write a folder for kustomize instead of printing the objects")
    .option("--selector <labels>", "the sites with these labels, such as ring=canary,region!=north")
    .option("--namespace <name>", "namespace of the objects", objectNamespace, "tkg-edge")
    .option("--backend <url>", "backend of the stacks, such as s3://bucket (default: Pulumi Cloud)")
    .option("--secrets-provider <url>", "secrets provider of new stacks, such as awskms://...")
    .option("--organization <name>", "organization of the stacks in the backend")
    .option("--program-dir <directory>", "folder of the program in the image", "/opt/tkg-edge")
    .option(
      "--secret-env <name...>",
      "further variables from the Secret tkg-edge-backend, such as AWS_ACCESS_KEY_ID",
      variableNames,
      [],
    );
  added.action(({ programDir, secretEnv, ...flags }: ExportFlags) => {
    const directory = resolve(flags.directory);
    const options = { ...flags, projectDirectory: programDir, secretVariables: secretEnv, directory };
    const problems = optionProblems(options);
    if (problems.length > 0) {
      added.error(`error: ${describeProblems(problems, "the options")}`, { exitCode: 2 });
    }
    if (!fleetExport(options, terminal)) end();
  });
}

function objectNamespace(text: string): string {
  if (/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(text)) return text;
  throw new InvalidArgumentError("expected the name of a namespace");
}

function variableNames(text: string, before: readonly string[]): readonly string[] {
  if (isEnvironmentName(text)) return [...before, text];
  throw new InvalidArgumentError("expected the name of an environment variable");
}
