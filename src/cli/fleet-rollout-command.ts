/** The command line of `tkg-edge fleet rollout`. */
import { resolve } from "node:path";
import { InvalidArgumentError, type Command } from "commander";
import { rolloutSchema, type RolloutKey, type RolloutKeys } from "../config/fleet/rollout-fields.js";
import { ownWords } from "../config/own-words.js";
import { fleetRollout, type FleetRolloutOptions } from "./edge/rollout/fleet-rollout.js";
import type { PulumiRunner } from "./edge/store-password.js";
import type { Terminal } from "./edge/terminal.js";

type RolloutFlags = Omit<FleetRolloutOptions, "keys"> & RolloutKeys;

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
  command("rollout", "run pulumi up of each site of which the plan has something to be done; resumable")
    .option("--selector <labels>", "the sites with these labels, such as ring=canary,region!=north")
    .option("--yes", "agree to the plan without being asked", false)
    .option("--allow-rebuilds", "allow sites to be destroyed and created again", false)
    .option("--all", "run every site, also where nothing is to be done", false)
    .option("--canaries <sites>", "names or labels of the sites that are run first", rolloutKey("canaries"))
    .option("--max-concurrency <number>", "sites at the same time (default: 4)", rolloutKey("maxConcurrency"))
    .option(
      "--max-concurrency-per-vcenter <number>",
      "the same for the sites of one vCenter",
      rolloutKey("maxConcurrencyPerVcenter"),
    )
    .option(
      "--max-concurrency-per-registry <number>",
      "the same for the sites of one connection.registry",
      rolloutKey("maxConcurrencyPerRegistry"),
    )
    .option("--in-group-order", "start the sites of the first group of the fleet file first")
    .option("--soak <duration>", "time between the canaries and the others, such as 30m", rolloutKey("soak"))
    .option("--pause-between-waves", "ask before the others are started; without a terminal, end", false)
    .option(
      "--max-failures <number>",
      "failed sites, or a percentage, after which no more are started (default: 1)",
      rolloutKey("maxFailures"),
    )
    .option(
      "--timeout-per-site <duration>",
      "time after which a site has failed (default: 2h)",
      rolloutKey("timeoutPerSite"),
    )
    .option("--retry-failed", "run sites again that failed in this rollout", false)
    .option("--start-over", "begin a new rollout, whatever the last one finished", false)
    .option("--events <file>", "add events to a file, a JSON object a line (their fields: docs/fleet.md)")
    .option("--on-event <command>", "run a command for each event, which is JSON on its standard input")
    .option("--report <file>", "write the report, in Markdown")
    .option("--tkr-version <version>", "TKr, in place of the stacks in site.from")
    .option("--class-name <name>", "ClusterClass, in place of the stacks in site.from")
    .action(async (options: RolloutFlags) => {
      const directory = resolve(options.directory);
      end(await fleetRollout({ ...options, keys: keysOf(options), directory }, terminal, pulumi, version));
    });
}

/** Reads the value of an option as the key of the same name in a fleet file. */
function rolloutKey<K extends RolloutKey>(key: K): (text: string) => RolloutKeys[K] {
  return (text) => {
    const result = rolloutSchema.safeParse(
      { [key]: /^\d+$/.test(text) ? Number(text) : text },
      { error: ownWords },
    );
    if (result.success) return result.data[key];
    throw new InvalidArgumentError(`expected ${result.error.issues[0]?.message ?? "another value"}`);
  };
}

const keysOf = (flags: RolloutFlags): RolloutKeys => ({
  ...{ canaries: flags.canaries, soak: flags.soak, inGroupOrder: flags.inGroupOrder },
  maxConcurrency: flags.maxConcurrency,
  maxConcurrencyPerVcenter: flags.maxConcurrencyPerVcenter,
  maxConcurrencyPerRegistry: flags.maxConcurrencyPerRegistry,
  ...{ maxFailures: flags.maxFailures, timeoutPerSite: flags.timeoutPerSite },
});
