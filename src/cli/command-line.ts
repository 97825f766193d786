/** The commands of `tkg-edge` and their options. */
import { resolve } from "node:path";
import { Command, type Option } from "commander";
import { addCompletion, completionRequest } from "./completion.js";
import { adoptAll } from "./edge/adopt-all.js";
import { adopt } from "./edge/adopt.js";
import { convert } from "./edge/convert.js";
import { doctor, printVersions } from "./edge/doctor.js";
import { explain } from "./edge/explain.js";
import { kubeconfig } from "./edge/kubeconfig.js";
import type { GivenValues } from "./edge/other-stacks.js";
import { preflight } from "./edge/preflight.js";
import { render } from "./edge/render.js";
import type { PulumiRunner } from "./edge/store-password.js";
import type { Terminal } from "./edge/terminal.js";
import { validate } from "./edge/validate.js";
import { addExamples } from "./examples.js";
import { addFleetCommands } from "./fleet-commands.js";
import { addInit } from "./init-command.js";
import { addPermissions } from "./permissions-command.js";

/** Outside of the process that a command touches; tests give their own. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly pulumi: PulumiRunner;
  /** Of the product, such as "0.1.0". */
  readonly version: string;
}

/** @param end called with an exit code other than 0, where no error is thrown for it */
export function commandLine(
  { terminal, pulumi, version }: CommandContext,
  end: (code: number) => void,
): Command {
  const program = new Command("tkg-edge")
    .description("Reads, checks and converts the configuration of single-node TKG clusters.")
    .version(version, "-V, --version", "print the version of tkg-edge")
    .exitOverride()
    .configureHelp({ optionDescription: describedOption })
    .configureOutput({
      writeOut: (text) => {
        terminal.out(text);
      },
      writeErr: (text) => {
        terminal.err(text);
      },
    });
  const command = (usage: string, what: string) =>
    program.command(usage).description(what).option("-C, --directory <directory>", "the project", ".");

  addInit(command, terminal, version);

  command(
    "render [file]",
    "print the manifests of a stack, a flat file or a dry-run manifest, in apply order",
  )
    .option("-s, --stack <name>", "stack whose Pulumi.<name>.yaml is rendered")
    .option(
      "--tkr-version <version>",
      "TKr, where the file names none, or in place of the stacks in site.from",
    )
    .option("--class-name <name>", "ClusterClass, in place of the stacks in site.from")
    .option(
      "--bundle-dir <directory>",
      "where `imgpkg pull` put the TKr's bundle; its Package is then printed too",
    )
    .option("--show-secrets", "print the password instead of a placeholder", false)
    .action(async (file: string | undefined, options: RenderFlags) => {
      if ((file === undefined) === (options.stack === undefined)) {
        program.error("error: either --stack NAME or one FILE", { exitCode: 2 });
      }
      await render({ ...options, file, directory: resolve(options.directory) }, terminal, pulumi);
    });

  command("validate", "check a stack without contacting anything")
    .requiredOption("-s, --stack <name>", "stack whose Pulumi.<name>.yaml is checked")
    .option("--tkr-version <version>", "TKr, in place of the stacks in site.from")
    .option("--class-name <name>", "ClusterClass, in place of the stacks in site.from")
    .action((options: { stack: string; directory: string } & GivenValues) => {
      validate(options.stack, resolve(options.directory), options, terminal);
    });

  command("preflight", "check a stack's environment without changing it")
    .requiredOption("-s, --stack <name>", "stack whose environment is checked")
    .option("--json", "print JSON (its fields: docs/preflight.md)", false)
    .option("--skip <check...>", "checks to skip", [])
    .option("--only <check...>", "run only these checks, and those that they need", [])
    .action(async (options: PreflightFlags) => {
      const passed = await preflight({ ...options, directory: resolve(options.directory) }, terminal, pulumi);
      if (!passed) end(1);
    });

  program
    .command("doctor")
    .description("show what is missing on this machine, what that is needed for, and how to get it")
    .option("--json", "print JSON (its fields: docs/first-site.md)", false)
    .action(async ({ json }: { json: boolean }) => {
      if (!(await doctor({ json, version }, terminal))) end(1);
    });

  program
    .command("version")
    .description("print the version of tkg-edge, and of the tools and plugins on this machine")
    .option("--json", "print JSON (its fields: docs/first-site.md)", false)
    .action(async ({ json }: { json: boolean }) => {
      await printVersions({ json, version }, terminal);
    });

  addPermissions(program, terminal);

  command("explain", "show what the cluster of a stack waits for, or what blocks its deletion")
    .requiredOption("-s, --stack <name>", "stack whose cluster is explained")
    .action(async (options: { stack: string; directory: string }) => {
      await explain(options.stack, resolve(options.directory), terminal, { pulumi, version });
    });

  command("kubeconfig <stack>", "write the kubeconfig of a stack's cluster, as the cluster has it now")
    .option(
      "-o, --output <file>",
      "file to write, or - to print it (default: STACK.kubeconfig in the project)",
    )
    .option("--merge", "add it to your own kubeconfig (KUBECONFIG, or ~/.kube/config)", false)
    .option("--name <name>", "name of the cluster in the kubeconfig, in place of its own")
    .action(async (stack: string, options: KubeconfigFlags) => {
      if (options.merge && options.output !== undefined) {
        program.error("error: either --merge or --output FILE", { exitCode: 2 });
      }
      await kubeconfig({ ...options, stack, directory: resolve(options.directory) }, terminal);
    });

  command(
    "convert <file>",
    "write Pulumi.<stack>.yaml from a flat file, a dry-run manifest or kubectl's output",
  )
    .requiredOption("-s, --stack <name>", "stack to write")
    .option("--connection-file <file>", "connection of the environment, relative to the project")
    .option("--kubeconfig <file>", "kubeconfig of the management cluster, relative to the project")
    .option("--context <name>", "context in that kubeconfig")
    .option("--tkr-version <version>", "TKr, where the file names none")
    .option("--adopt", "take over the existing cluster that was created from this file (site.adopt)", false)
    .option("--name <name>", "Cluster to take if the file has several: NAME or NAMESPACE/NAME")
    .option(
      "--edit-load-balancer",
      "use kube-vip where the file configures NSX Advanced Load Balancer",
      false,
    )
    .option("--without-password", "write the stack without a password, even if the file has one", false)
    .option("--force", "replace the connection and site of an existing stack file", false)
    .action(async (file: string, options: ConvertFlags) => {
      await convert({ ...options, file, directory: resolve(options.directory) }, terminal, pulumi);
    });

  command(
    "adopt",
    "write Pulumi.<stack>.yaml of a cluster that runs, and prove by a preview that it stays as it is",
  )
    .option("-s, --stack <name>", "stack to write, for --cluster")
    .option("--cluster <namespace/name>", "the Cluster to take over")
    .option("--all", "every workload Cluster: one stack each, with its name", false)
    .option("--selector <labels>", "with --all: only Clusters with these labels, as in kubectl get -l")
    .option("--connection-file <file>", "connection of the environment, relative to the project")
    .option("--kubeconfig <file>", "kubeconfig of the management cluster, relative to the project")
    .option("--context <name>", "context in that kubeconfig")
    .option("--edit-load-balancer", "use kube-vip where the Cluster has NSX Advanced Load Balancer", false)
    .option("--without-password", "write the stack without the password of the Cluster's Secret", false)
    .option("--plain-secrets", "also write passwords that the Cluster itself holds in plain text", false)
    .option("--force", "replace the connection and site of an existing stack file", false)
    .action(async ({ cluster, stack, all, ...flags }: AdoptFlags) => {
      const options = { ...flags, directory: resolve(flags.directory) };
      if (all) {
        if (cluster !== undefined || stack !== undefined) {
          program.error("error: --all takes neither --cluster nor --stack", { exitCode: 2 });
        }
        if (!(await adoptAll(options, terminal, pulumi))) end(1);
        return;
      }
      if (cluster === undefined || stack === undefined || flags.selector !== undefined) {
        return program.error("error: either --cluster NAMESPACE/NAME with --stack NAME, or --all", {
          exitCode: 2,
        });
      }
      const result = await adopt({ ...options, cluster, stack }, terminal, pulumi);
      if (result !== "changes nothing") end(1);
    });

  addFleetCommands(program, terminal, pulumi, version, (code = 1) => {
    end(code);
  });
  addCompletion(program);
  for (const one of leavesOf(program)) addExamples(one);
  return program;
}

/** With its default, where that is a value. */
function describedOption({ description, defaultValue }: Option): string {
  const isShown = typeof defaultValue === "string" || typeof defaultValue === "number";
  return isShown ? `${description} (default: ${defaultValue})` : description;
}

/** The commands that do something for a user, of all levels. */
export function leavesOf(program: Command): readonly Command[] {
  const commands = program.commands.filter((command) => command.name() !== completionRequest);
  return commands.length === 0 ? [program] : commands.flatMap(leavesOf);
}

interface PreflightFlags {
  readonly stack: string;
  readonly directory: string;
  readonly json: boolean;
  readonly skip: readonly string[];
  readonly only: readonly string[];
}

interface KubeconfigFlags {
  readonly directory: string;
  readonly output?: string;
  readonly merge: boolean;
  readonly name?: string;
}

interface RenderFlags extends GivenValues {
  readonly stack?: string;
  readonly directory: string;
  readonly bundleDir?: string;
  readonly showSecrets: boolean;
}

interface AdoptFlags {
  readonly stack?: string;
  readonly cluster?: string;
  readonly all: boolean;
  readonly selector?: string;
  readonly directory: string;
  readonly connectionFile?: string;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly editLoadBalancer: boolean;
  readonly withoutPassword: boolean;
  readonly plainSecrets: boolean;
  readonly force: boolean;
}

interface ConvertFlags {
  readonly stack: string;
  readonly directory: string;
  readonly connectionFile?: string;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly tkrVersion?: string;
  readonly adopt: boolean;
  readonly force: boolean;
  readonly name?: string;
  readonly editLoadBalancer: boolean;
  readonly withoutPassword: boolean;
}
