/** `tkg-edge fleet`: the commands for many sites. */
import { resolve } from "node:path";
import { InvalidArgumentError, type Command } from "commander";
import { fleetImport } from "./edge/fleet-import.js";
import { fleetInit } from "./edge/fleet-init.js";
import { defaultFleetFile } from "./edge/fleet-input.js";
import { fleetShow } from "./edge/fleet-show.js";
import { fleetValidate } from "./edge/fleet-validate.js";
import type { GivenValues } from "./edge/other-stacks.js";
import type { PulumiRunner } from "./edge/store-password.js";
import type { Terminal } from "./edge/terminal.js";

interface FleetFlags {
  readonly directory: string;
  readonly fleet: string;
  readonly json: boolean;
}

interface ImportFlags {
  readonly group: readonly string[];
  readonly to?: string;
}

/** @param fail called when a command found errors, all of which it has printed */
export function addFleetCommands(
  program: Command,
  terminal: Terminal,
  pulumi: PulumiRunner,
  fail: () => void,
): void {
  const fleet = program
    .command("fleet")
    .description("read and check all sites of a fleet file, create their stacks");
  const command = (usage: string, what: string) =>
    fleet
      .command(usage)
      .description(what)
      .option("-C, --directory <directory>", "the project", ".")
      .option("--fleet <file>", "the fleet file, relative to the project", defaultFleetFile);

  command("validate", "check every site, and all sites together, without contacting anything")
    .option("--json", "print JSON (its fields: docs/fleet.md)", false)
    .option("--tkr-version <version>", "TKr, in place of the stacks in site.from")
    .option("--class-name <name>", "ClusterClass, in place of the stacks in site.from")
    .action((options: FleetFlags & GivenValues) => {
      if (!fleetValidate({ ...options, directory: resolve(options.directory) }, terminal)) fail();
    });

  command("show <site>", "print what a site is configured with")
    .option("--origins", "print where each value is set", false)
    .option("--json", "print JSON (its fields: docs/fleet.md)", false)
    .action((site: string, options: FleetFlags & { readonly origins: boolean }) => {
      fleetShow({ ...options, site, directory: resolve(options.directory) }, terminal);
    });

  command("import <table>", "add the rows of a CSV file as sites")
    .option("--group <name...>", "groups of every site", [])
    .option("--to <file>", "file of sites to add to, relative to the project (default: the fleet file)")
    .action((table: string, options: FleetFlags & ImportFlags) => {
      fleetImport({ ...options, table, directory: resolve(options.directory) }, terminal);
    });

  command("init", "create the stacks and stack files of the sites that have none")
    .option("--parallel <number>", "stacks to create at the same time", count, 4)
    .action(async (options: FleetFlags & { readonly parallel: number }) => {
      const directory = resolve(options.directory);
      if (!(await fleetInit({ ...options, directory }, terminal, pulumi))) fail();
    });
}

const most = 64;

function count(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new InvalidArgumentError(`expected a number from 1 to ${most}`);
}
