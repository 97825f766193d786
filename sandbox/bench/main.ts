// `make bench`: what a user waits for, measured on sandboxes of its own. Takes about half an hour on two
// cores; nothing is asserted; the figures are for comparison.
//
//   node dist/sandbox/bench/main.js [--rounds N] [--only noop-preview|first-up|ova-again|deletes|fleet-validate|fleet-against|fleet-plan] [--profile light|full]
//
// Writes sandbox/bench/results.json and docs/performance.md; with --only, the other figures of results.json stay as they were.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { discard, ownDirectory, sandboxDirectory } from "../../tests/engine/harness/leftovers.js";
import { checkout } from "../../tests/engine/harness/project.js";
import { measureDeletes } from "./deletes.js";
import { measureFirstUp } from "./first-up.js";
import { measureFleetAgainst, measureFleetValidate } from "./fleet-offline.js";
import { measureFleetPlan } from "./fleet-plan.js";
import { measureNoopPreview } from "./noop-preview.js";
import { measureOvaAgain } from "./ova-again.js";
import { performancePage, type Circumstances, type Results } from "./report.js";
import { stopStanding, withSandbox } from "./sandboxes.js";

const resultsFile = join(checkout, "sandbox", "bench", "results.json");

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: "string", default: "5" },
      only: { type: "string" },
      profile: { type: "string", default: "full" },
    },
  });
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new Error(`--rounds is "${values.rounds}"; expected 1 or more`);
  const profile = values.profile === "light" ? "light" : "full";
  const results: { -readonly [Part in keyof Results]?: Results[Part] } = existsSync(resultsFile)
    ? (JSON.parse(readFileSync(resultsFile, "utf8")) as Partial<Results>)
    : {};
  const own = ownDirectory();
  const stop = (): void =>
    void stopStanding()
      .then(() => discard(own))
      .finally(() => process.exit(1));
  process.once("SIGINT", stop).once("SIGTERM", stop);
  const part = async (name: string, measure: (directory: string) => Promise<Partial<Results>>) => {
    if (values.only !== undefined && values.only !== name) return;
    console.log(name);
    const directory = join(own, name);
    mkdirSync(directory);
    Object.assign(results, await measure(directory));
    // At once: the parts take long, and one that fails loses no other.
    writeFileSync(resultsFile, `${JSON.stringify(results, undefined, 2)}\n`);
  };
  try {
    await part("fleet-validate", async (directory) => ({
      fleetValidate: { ...here(), ...(await measureFleetValidate(directory, rounds)) },
    }));
    await part("fleet-against", async (directory) => ({
      fleetAgainst: { ...here(), ...(await measureFleetAgainst(directory, rounds)) },
    }));
    await part("fleet-plan", async (directory) => ({
      fleetPlan: {
        ...here(),
        ...(await withSandbox(
          sandboxDirectory(directory),
          "light",
          (sandbox) => measureFleetPlan(sandbox, directory, rounds),
          { guests: false },
        )),
      },
    }));
    await part("ova-again", async (directory) => ({
      ovaAgain: await withSandbox(sandboxDirectory(directory), "light", (sandbox) =>
        measureOvaAgain(sandbox, directory),
      ),
    }));
    await part("noop-preview", async (directory) => ({
      noopPreview: {
        ...here(),
        ...(await withSandbox(sandboxDirectory(directory), "light", (sandbox) =>
          measureNoopPreview(sandbox, directory, rounds),
        )),
      },
    }));
    await part("first-up", async (directory) => ({
      firstUp: { ...here(), ...(await measureFirstUp(directory, profile, rounds)) },
    }));
    await part("deletes", async (directory) => ({
      // Each round takes two sandboxes and some minutes.
      deletes: { ...here(), ...(await measureDeletes(directory, Math.min(rounds, 2))) },
    }));
  } finally {
    await discard(own);
  }
  const page = performancePage(results);
  writeFileSync(join(checkout, "docs", "performance.md"), page);
  console.log(page);
}

/** Before anything was measured: what the bench itself runs does not count. */
const loadBefore = loadavg()[0] ?? 0;

/** When and on what a part is measured. */
function here(): Circumstances {
  return {
    date: new Date().toISOString(),
    cores: availableParallelism(),
    node: process.version,
    loadAverage: loadBefore,
  };
}

try {
  await main();
} catch (error) {
  console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
