/**
 * (d) A rebuild and a destroy of the example site, with TKG's clean-up at once and with one that loses every race with the
 * garbage collector: Clusters are deleted so that there is none.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Tree } from "../../tests/engine/harness/stack-settings.js";
import { TestStack, type Outcome } from "../../tests/engine/harness/test-stack.js";
import type { Sandbox } from "../sandbox.js";
import { median } from "./measure.js";
import { withSandbox } from "./sandboxes.js";
import type { Series } from "./subjects.js";

export interface Deletes {
  readonly series: readonly Series[];
}

/** What a sandbox adds to the time of a delete when it gives the add-ons time to go. */
const addonsRemovalSeconds = 8;

const variants = [
  { name: "", settings: {} },
  { name: `, add-ons going for ${addonsRemovalSeconds} s`, settings: { addonsRemovalSeconds } },
] as const;

export async function measureDeletes(directory: string, rounds: number): Promise<Deletes> {
  const values = new Map<string, number[]>();
  const add = (name: string, milliseconds: number): void => {
    values.set(name, [...(values.get(name) ?? []), milliseconds]);
    console.log(`  ${name}: ${milliseconds.toFixed(0)}`);
  };
  for (let round = 1; round <= rounds; round += 1) {
    for (const [index, { name, settings }] of variants.entries()) {
      const own = join(directory, `run-${round}-${index}`);
      mkdirSync(own);
      const site = { protect: false, rebuild: { generation: 0 } };
      await withSandbox(
        join(own, "sandbox"),
        "full",
        async (sandbox) => {
          const stack = await made(sandbox, own, site);
          stack.configure({ site: { rebuild: { generation: 1 } } });
          add(`rebuild${name}`, await timed(() => stack.up()));
          add(`destroy${name}`, await timed(() => stack.destroy()));
        },
        settings,
      );
    }
  }
  const series = [...values].map(([name, measured]) => ({
    name,
    values: measured,
    median: median(measured),
  }));
  return { series: series.sort((a, b) => (a.name < b.name ? -1 : 1)) };
}

async function made(sandbox: Sandbox, directory: string, site: Tree): Promise<TestStack> {
  const stack = await TestStack.create(sandbox, directory, "deletes", { site });
  await timed(() => stack.up());
  return stack;
}

/** @returns milliseconds. @throws Error when the run fails: its time would mean nothing */
async function timed(run: () => Promise<Outcome>): Promise<number> {
  const begun = performance.now();
  const { exitCode, all } = await run();
  if (exitCode !== 0) throw new Error(all);
  return performance.now() - begun;
}
