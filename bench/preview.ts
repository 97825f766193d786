// `make bench`: what a user waits for, measured on the demo that runs in .sandbox. Changes nothing.
//
//   node dist/bench/preview.js [--runs N]
//
// Prints, for each thing, the lowest and the median of N runs: the lowest is what the machine can do, the median what
// it does with everything else that runs on it. Nothing is asserted: these are figures to look at and compare.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { execa } from "execa";
import { demoEnvironment } from "../cli/demo/pulumi-run.js";
import { openSandbox } from "../sandbox/sandbox.js";
import { checkout } from "../toolchain/locations.js";
import { toolPath } from "../toolchain/tools.js";

/** One thing to measure. */
interface Subject {
  readonly name: string;
  readonly run: () => Promise<unknown>;
}

/** Starts a plugin as the engine does, waits until it says its port, and ends it. */
function startPlugin(path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const plugin = spawn(path, ["127.0.0.1:1"], { stdio: ["ignore", "pipe", "ignore"] });
    plugin.once("error", reject);
    plugin.once("exit", () => {
      reject(new Error(`${path} ended before it served`));
    });
    plugin.stdout.once("data", () => {
      plugin.removeAllListeners("exit");
      plugin.once("exit", () => {
        resolve();
      });
      plugin.kill("SIGKILL");
    });
  });
}

async function milliseconds(run: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await run();
  return performance.now() - started;
}

async function measure({ name, run }: Subject, runs: number): Promise<string> {
  const times: number[] = [];
  for (let index = 0; index < runs; index += 1) times.push(await milliseconds(run));
  times.sort((a, b) => a - b);
  const seconds = (time = 0): string => (time / 1000).toFixed(2).padStart(7);
  return `${name.padEnd(40)} ${seconds(times[0])} ${seconds(times[Math.floor(times.length / 2)])}`;
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { runs: { type: "string", default: "5" } } });
  const runs = Number(values.runs);
  if (!Number.isInteger(runs) || runs < 1) throw new Error(`--runs is "${values.runs}"; expected 1 or more`);
  const sandbox = await openSandbox(join(checkout, ".sandbox"));
  if (sandbox === undefined) throw new Error('there is no demo to measure: run "make demo" first');
  const pulumi = (...args: string[]): Promise<unknown> =>
    execa("pulumi", [...args, "--non-interactive"], {
      cwd: checkout,
      env: demoEnvironment(sandbox),
      extendEnv: false,
    });
  const subjects: Subject[] = [
    { name: "start of the command plugin", run: () => startPlugin(toolPath("pulumi-resource-command")) },
    {
      name: "start of the Kubernetes plugin",
      run: () => startPlugin(toolPath("pulumi-resource-kubernetes")),
    },
    { name: "start of the vSphere plugin", run: () => startPlugin(toolPath("pulumi-resource-vsphere")) },
    { name: "pulumi version", run: () => pulumi("version") },
    { name: "pulumi stack output", run: () => pulumi("stack", "output", "--stack", "dev", "--json") },
    { name: "pulumi preview, nothing to change", run: () => pulumi("preview", "--stack", "dev") },
  ];
  console.log(`${`of ${String(runs)} runs, in seconds`.padEnd(40)}  lowest  median`);
  for (const subject of subjects) console.log(await measure(subject, runs));
}

try {
  await main();
} catch (error) {
  console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
