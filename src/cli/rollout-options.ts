/** Options of the commands that run `pulumi` for many sites; those of the section `rollout` of a fleet file have its values. */
import { InvalidArgumentError, type Command } from "commander";
import { rolloutSchema, type RolloutKey, type RolloutKeys } from "../config/fleet/rollout-fields.js";
import { ownWords } from "../config/own-words.js";

export type RolloutFlags = RolloutKeys;

/** What all of them have. */
export const addRunOptions = (command: Command): Command =>
  command
    .option("--canaries <sites>", "names or labels of the sites that are run first", rolloutKey("canaries"))
    .option("--max-concurrency <number>", "sites at the same time (default: 4)", rolloutKey("maxConcurrency"))
    .option(
      "--max-concurrency-per-vcenter <number>",
      "the same for the sites of one vCenter",
      rolloutKey("maxConcurrencyPerVcenter"),
    )
    .option("--soak <duration>", "time between the canaries and the others, such as 30m", rolloutKey("soak"))
    .option(
      "--pause-between-waves",
      "ask before the other sites are started; without a terminal, stop there",
      false,
    )
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
    .option("--retry-failed", "run sites again that have failed", false)
    .option("--events <file>", "add events to a file, a JSON object a line (their fields: docs/fleet.md)")
    .option("--on-event <command>", "run a command for each event, which is JSON on its standard input")
    .option("--report <file>", "write the report, in Markdown");

/** Reads the value of an option as the key of the same name in a fleet file. */
export function rolloutKey<K extends RolloutKey>(key: K): (text: string) => RolloutKeys[K] {
  return (text) => {
    const result = rolloutSchema.safeParse(
      { [key]: /^\d+$/.test(text) ? Number(text) : text },
      { error: ownWords },
    );
    if (result.success) return result.data[key];
    throw new InvalidArgumentError(`expected ${result.error.issues[0]?.message ?? "another value"}`);
  };
}

export const keysOf = (flags: RolloutFlags): RolloutKeys => ({
  ...{ canaries: flags.canaries, soak: flags.soak, inGroupOrder: flags.inGroupOrder },
  maxConcurrency: flags.maxConcurrency,
  maxConcurrencyPerVcenter: flags.maxConcurrencyPerVcenter,
  maxConcurrencyPerRegistry: flags.maxConcurrencyPerRegistry,
  ...{ maxFailures: flags.maxFailures, timeoutPerSite: flags.timeoutPerSite },
  waitForWindows: flags.waitForWindows,
});
