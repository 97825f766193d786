/** The command line of `tkg-edge fleet destroy`. */
import { resolve } from "node:path";
import { InvalidArgumentError, type Command } from "commander";
import { fleetDestroy, type FleetDestroyOptions } from "./edge/rollout/fleet-destroy.js";
import type { PulumiRunner } from "./edge/store-password.js";
import type { Terminal } from "./edge/terminal.js";
import { addRunOptions, keysOf, type RolloutFlags } from "./rollout-options.js";

type DestroyFlags = RolloutFlags & Omit<FleetDestroyOptions, "keys" | "names">;

/**
 * @param command makes a command of `tkg-edge fleet`
 * @param version of the product
 * @param end called with the exit code
 */
export function addFleetDestroy(
  command: (usage: string, what: string) => Command,
  terminal: Terminal,
  pulumi: PulumiRunner,
  version: string,
  end: (code: number) => void,
): void {
  const destroy = command("destroy [sites...]", "run pulumi destroy for each chosen site; resumable")
    .option("--selector <labels>", "the sites with these labels, such as ring=canary,region!=north")
    .option("--yes", "with --expect: destroy without being asked", false)
    .option(
      "--expect <number>",
      "expected number of chosen sites; with another number nothing is destroyed",
      count,
    );
  addRunOptions(destroy).action(async (names: string[], options: DestroyFlags) => {
    const directory = resolve(options.directory);
    end(
      await fleetDestroy({ ...options, names, keys: keysOf(options), directory }, terminal, pulumi, version),
    );
  });
}

function count(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("expected a number of sites");
}
