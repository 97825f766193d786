/** `tkg-edge fleet`: the commands for many sites. */
import { resolve } from "node:path";
import { InvalidArgumentError, type Command } from "commander";
import { fleetCompare } from "./edge/fleet-compare.js";
import { fleetInit } from "./edge/fleet-init.js";
import { defaultFleetFile } from "./edge/fleet-input.js";
import { fleetPlan } from "./edge/fleet-plan.js";
import { fleetShow } from "./edge/fleet-show.js";
import { fleetStatus } from "./edge/fleet-status.js";
import { fleetValidate } from "./edge/fleet-validate.js";
import type { GivenValues } from "./edge/other-stacks.js";
import type { PulumiRunner } from "./edge/store-password.js";
import type { Terminal } from "./edge/terminal.js";
import { addFleetDestroy } from "./fleet-destroy-command.js";
import { addFleetExport } from "./fleet-export-command.js";
import { addFleetImport } from "./fleet-import-command.js";
import { addFleetRollout } from "./fleet-rollout-command.js";

interface FleetFlags {
  readonly directory: string;
  readonly fleet: string;
  readonly json: boolean;
}

interface PlanFlags extends FleetFlags, GivenValues {
  readonly selector?: string;
  readonly states: boolean;
  readonly against?: string;
  readonly markdown: boolean;
}

interface StatusFlags extends FleetFlags, GivenValues {
  readonly selector?: string;
  readonly metrics?: string;
  readonly html?: string;
}

/**
 * @param version of the product
 * @param end called with the exit code of a command that printed what it found; without one, it found errors
 */
export function addFleetCommands(
  program: Command,
  terminal: Terminal,
  pulumi: PulumiRunner,
  version: string,
  end: (code?: number) => void,
): void {
  const fleet = program
    .command("fleet")
    .description(
      "read, check, plan, watch, roll out and destroy the sites of a fleet file, create their stacks",
    );
  const command = (usage: string, what: string) =>
    fleet
      .command(usage)
      .description(what)
      .option("-C, --directory <directory>", "the project", ".")
      .option("--fleet <file>", "the fleet file, relative to the project", defaultFleetFile);

  command("validate", "check each site and the fleet as a whole, without contacting any system")
    .option("--policy <file>", "also check every site by the policies of this file, relative to the project")
    .option("--json", "print JSON (its fields: docs/fleet.md)", false)
    .option("--tkr-version <version>", "TKr, in place of the stacks in site.from")
    .option("--class-name <name>", "ClusterClass, in place of the stacks in site.from")
    .action((options: FleetFlags & GivenValues & { readonly policy?: string }) => {
      if (!fleetValidate({ ...options, directory: resolve(options.directory) }, terminal)) end();
    });

  command("plan", "show what pulumi up would do to each site, from the existing objects; changes nothing")
    .option("--selector <labels>", "the sites with these labels, such as ring=canary,region!=north")
    .option(
      "--states",
      "read the state of each stack too (a process each): tainted and unfinished resources",
      false,
    )
    .option(
      "--against <revision>",
      "compare the files with those of a git revision, such as origin/main, instead; contacts nothing",
    )
    .option("--json", "print JSON (its fields: docs/fleet.md)", false)
    .option("--markdown", "print a table for a merge request", false)
    .option("--tkr-version <version>", "TKr, in place of the stacks in site.from")
    .option("--class-name <name>", "ClusterClass, in place of the stacks in site.from")
    .action(async (options: PlanFlags) => {
      const directory = resolve(options.directory);
      const { against, states } = options;
      if (against !== undefined) {
        if (states)
          program.error("error: --against reads no state: either --against or --states", { exitCode: 2 });
        end(fleetCompare({ ...options, against, directory }, terminal));
        return;
      }
      end(await fleetPlan({ ...options, directory }, terminal, pulumi, version));
    });

  command("status", "show what runs at each site: release, health, drift, age, certificates; changes nothing")
    .option("--selector <labels>", "the sites with these labels, such as ring=canary,region!=north")
    .option("--json", "print JSON (its fields: docs/fleet.md)", false)
    .option("--metrics <file>", "write Prometheus metrics too, for the textfile collector of node_exporter")
    .option("--html <file>", "write a page too, which needs no server and no other file")
    .option("--tkr-version <version>", "TKr, in place of the stacks in site.from")
    .option("--class-name <name>", "ClusterClass, in place of the stacks in site.from")
    .addHelpText(
      "after",
      "\nExit code: 0 every site is Ready; 2 a site is not Ready, has drifted, or its certificates expire within 30 days;\n" +
        "1 a site cannot be read (unreachable, or its configuration is wrong), or the fleet file is wrong.",
    )
    .action(async (options: StatusFlags) => {
      const directory = resolve(options.directory);
      end(await fleetStatus({ ...options, directory }, terminal, pulumi, version));
    });

  addFleetRollout(command, terminal, pulumi, version, end);
  addFleetDestroy(command, terminal, pulumi, version, end);

  command("show <site>", "print what a site is configured with")
    .option("--origins", "print where each value is set", false)
    .option("--json", "print JSON (its fields: docs/fleet.md)", false)
    .action((site: string, options: FleetFlags & { readonly origins: boolean }) => {
      fleetShow({ ...options, site, directory: resolve(options.directory) }, terminal);
    });

  addFleetImport(command, terminal, version);

  addFleetExport(command, terminal, end);

  command("init", "create the stacks and stack files of the sites that have none")
    .option("--parallel <number>", "stacks to create at the same time", count, 4)
    .action(async (options: FleetFlags & { readonly parallel: number }) => {
      const directory = resolve(options.directory);
      if (!(await fleetInit({ ...options, directory }, terminal, pulumi))) end();
    });
}

const most = 64;

function count(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new InvalidArgumentError(`expected a number from 1 to ${most}`);
}
