/**
 * (g) What `tkg-edge fleet rollout` adds to what `pulumi` takes, on a thousand sites whose objects are in one management cluster:
 * with nothing to do, with twenty changed sites, and its own memory with twenty and with two hundred.
 */
import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pulumiRunEnvironment } from "../../tests/engine/harness/environments.js";
import { checkout } from "../../tests/engine/harness/project.js";
import type { TestStack } from "../../tests/engine/harness/test-stack.js";
import type { Sandbox } from "../sandbox.js";
import {
  bringUpOne,
  copySites,
  endpointOf,
  original,
  siteCount,
  writeFleet,
  type CopiedUids,
} from "./copied-fleet.js";
import { median, timed, type Invocation } from "./measure.js";
import { pulumiRun } from "./projects.js";

export interface FleetRollout {
  readonly sites: number;
  /** Milliseconds. */
  readonly plan: number;
  readonly nothing: number;
  readonly changed: {
    readonly sites: number;
    readonly maxConcurrency: number;
    /** Runs of the engine: sites that were started. */
    readonly runs: number;
    readonly total: number;
    /** A preview and an up of one site, with nothing beside it; and as a site takes in the rollout. */
    readonly alone: number;
    readonly beside: number;
  };
  /** The most that the process of the rollout held, by the number of changed sites. */
  readonly memory: readonly { readonly sites: number; readonly mebibytes: number }[];
}

const maxConcurrency = 2;
/** Numbers of the sites that are changed: for one alone, and for the rollout. */
const aloneSites = [1, 2, 3] as const;
const rolled = { first: 10, count: 20 } as const;
const manySites = 200;

const label = { labels: { bench: "changed" } };
const nameOf = (index: number): string => `site-${index}`;

export async function measureFleetRollout(
  sandbox: Sandbox,
  directory: string,
  rounds: number,
): Promise<FleetRollout> {
  const stack = await bringUpOne(sandbox, directory);
  const uids = await copySites(sandbox);
  const write = writeFleet(stack, sandbox, sandbox.kubeconfig);
  const numbers = [
    ...aloneSites,
    ...Array.from({ length: rolled.count }, (_, index) => rolled.first + index),
  ];
  for (const index of numbers) copyStack(stack, sandbox, index, uids.get(index) ?? new Map<string, string>());
  const command = (...args: string[]): Invocation => ({
    ...{
      command: process.execPath,
      args: [join(checkout, "tkg-edge.js"), "fleet", ...args, "-C", stack.project],
    },
    ...{ cwd: stack.project, environment: pulumiRunEnvironment(sandbox) },
  });
  const medianOf = async (invocation: Invocation): Promise<number> => {
    const values: number[] = [];
    for (let round = 0; round < rounds; round += 1) values.push(await timed(invocation));
    return median(values);
  };
  const plan = await medianOf(command("plan"));
  const nothing = await medianOf(command("rollout", "--yes"));
  console.log(`  plan ${plan.toFixed(0)}, nothing to do ${nothing.toFixed(0)}`);

  write((index) => (aloneSites.some((one) => one === index) ? label : {}));
  const singles: number[] = [];
  for (const index of aloneSites) singles.push(await oneAlone(sandbox, stack, nameOf(index)));
  const isRolled = (index: number) => index >= rolled.first && index < rolled.first + rolled.count;
  write((index) => (isRolled(index) || aloneSites.some((one) => one === index) ? label : {}));
  const rollout = command(
    "rollout",
    "--yes",
    "--max-concurrency",
    String(maxConcurrency),
    "--events",
    "events.jsonl",
  );
  const total = await timed(rollout);
  const { runs, seconds } = eventsOf(stack);
  const changed = {
    ...{ sites: rolled.count, maxConcurrency, runs, total },
    ...{ alone: median(singles), beside: 1000 * median(seconds) },
  };
  console.log(`  ${JSON.stringify(changed)}`);

  const memory = [];
  for (const sites of [rolled.count, manySites]) {
    // Others than before: what is done needs nothing.
    write((index) =>
      isRolled(index) || aloneSites.some((one) => one === index) || index >= siteCount - sites ? label : {},
    );
    const args = ["rollout", "--yes", "--start-over", "--max-concurrency", String(maxConcurrency)];
    memory.push({ sites, mebibytes: await peakOfDriver(withQuickPulumi(command(...args), directory)) });
  }
  return { sites: siteCount, plan, nothing, changed, memory };
}

/** A stack of a copied site, as its first `up` would have left it. */
function copyStack(stack: TestStack, sandbox: Sandbox, index: number, uids: CopiedUids): void {
  const copied = (text: string): string =>
    [...uids].reduce(
      (all, [from, to]) => all.replaceAll(from, to),
      text.replaceAll(original, nameOf(index)).replaceAll(endpointOf(0, sandbox), endpointOf(index, sandbox)),
    );
  const states = join(sandbox.directory, "pulumi-state/.pulumi/stacks/tkg-edge");
  const state = readFileSync(join(states, `${original}.json`), "utf8");
  writeFileSync(join(states, `${nameOf(index)}.json`), copied(state));
  const settings = readFileSync(stack.settingsFile, "utf8");
  writeFileSync(join(stack.project, `Pulumi.${nameOf(index)}.yaml`), settings);
}

/** What a rollout runs for a site. @returns milliseconds */
async function oneAlone(sandbox: Sandbox, { project }: TestStack, name: string): Promise<number> {
  const at = { directory: project, stack: name };
  const preview = await timed(pulumiRun(sandbox, at, ["preview", "--json", "--refresh"]));
  return preview + (await timed(pulumiRun(sandbox, at, ["up", "--yes", "--skip-preview", "--refresh"])));
}

function eventsOf({ project }: TestStack): { readonly runs: number; readonly seconds: readonly number[] } {
  const lines = readFileSync(join(project, "events.jsonl"), "utf8").trimEnd().split("\n");
  const events = lines.map(
    (line) => JSON.parse(line) as { readonly event: string; readonly seconds?: number },
  );
  const ends = events.filter(({ event }) => event === "site-ended");
  const runs = events.filter(({ event }) => event === "site-started").length;
  return { runs, seconds: ends.map(({ seconds = 0 }) => seconds) };
}

const quickPulumi = `#!/bin/sh
case $1 in
  whoami) echo '{"url":"https://api.example.com"}' ;;
  preview) echo '{"steps":[{"op":"update","urn":"a::b::c::d"}]}' ;;
esac
`;

/** With a stand-in for `pulumi` that changes nothing, since only the process that starts it is measured. */
function withQuickPulumi(invocation: Invocation, directory: string): Invocation {
  const folder = join(directory, "quick");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "pulumi"), quickPulumi);
  chmodSync(join(folder, "pulumi"), 0o755);
  const { environment } = invocation;
  return { ...invocation, environment: { ...environment, PATH: `${folder}:${environment.PATH ?? ""}` } };
}

/** @returns MiB, the highest resident size of the process itself */
async function peakOfDriver({ command, args, cwd, environment }: Invocation): Promise<number> {
  const child = spawn(command, args, { cwd, env: environment, stdio: "ignore" });
  let kibibytes = 0;
  const sampler = setInterval(() => {
    kibibytes = Math.max(kibibytes, peakOf(child.pid));
  }, 100);
  const code = await new Promise((resolve) => child.once("exit", resolve));
  clearInterval(sampler);
  if (code !== 0) throw new Error(`${args.join(" ")} ended with ${String(code)}`);
  return kibibytes / 1024;
}

function peakOf(pid: number | undefined): number {
  try {
    return Number(/^VmHWM:\s*(\d+)/m.exec(readFileSync(`/proc/${pid ?? 0}/status`, "utf8"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
