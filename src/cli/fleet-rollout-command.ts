/** The command line of `tkg-edge fleet rollout`. */
import { resolve } from "node:path";
import { Option, type Command } from "commander";
import { fleetRollout, type FleetRolloutOptions } from "./edge/rollout/fleet-rollout.js";
import type { PulumiRunner } from "./edge/store-password.js";
import type { Terminal } from "./edge/terminal.js";
import { addRunOptions, keysOf, rolloutKey, type RolloutFlags } from "./rollout-options.js";

type Flags = Omit<FleetRolloutOptions, "keys"> & RolloutFlags;

/**
 * @param command makes a command of `tkg-edge fleet`
 * @param version of the product
 * @param end called with the exit code
 */
export function addFleetRollout(
  command: (usage: string, what: string) => Command,
  terminal: Terminal,
  pulumi: PulumiRunner,
  version: string,
  end: (code: number) => void,
): void {
  const rollout = command("rollout", "run pulumi up for each site that the plan would change; resumable")
    .option("--selector <labels>", "the sites with these labels, such as ring=canary,region!=north")
    .option("--yes", "agree to the plan without being asked", false)
    .option("--allow-rebuilds", "allow clusters to be destroyed and recreated", false)
    .option("--all", "run every site, even if nothing would change", false);
  addRunOptions(rollout)
    .option(
      "--max-concurrency-per-registry <number>",
      "the same for the sites of one connection.registry",
      rolloutKey("maxConcurrencyPerRegistry"),
    )
    .option("--in-group-order", "start the sites of the first group of the fleet file first")
    .option(
      "--wait-for-windows <duration>",
      "how long to wait for windows of rebuilds to open, such as 8h (default: not at all)",
      rolloutKey("waitForWindows"),
    )
    .addOption(
      new Option(
        "--phase <phase>",
        "prepare: only run the stacks in site.from, and check what the gates would refuse; changes no site",
      ).choices(["prepare"]),
    )
    .option("--start-over", "begin a new rollout, even if the last one is unfinished", false)
    .option("--tkr-version <version>", "TKr, in place of the stacks in site.from")
    .option("--class-name <name>", "ClusterClass, in place of the stacks in site.from")
    .action(async (options: Flags) => {
      const directory = resolve(options.directory);
      end(await fleetRollout({ ...options, keys: keysOf(options), directory }, terminal, pulumi, version));
    });
}
