/**
 * (e) How long `tkg-edge fleet validate` and `fleet plan --against` take for fleets of several sizes, and how the time grows. Needs
 * no sandbox.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "../../tests/engine/harness/project.js";
import { generatedFleet } from "./generated-fleet.js";
import { median, peakMemory, timed, type Invocation } from "./measure.js";

/** How a command grows with the sites of a fleet. */
export interface FleetGrowth {
  readonly fleets: readonly FleetSize[];
  /** `milliseconds = fixed + each * sites`, by least squares over the medians. */
  readonly fit: { readonly fixed: number; readonly each: number };
}

interface FleetSize {
  readonly sites: number;
  /** Milliseconds of each round. */
  readonly values: readonly number[];
  readonly median: number;
  readonly mebibytes: number;
}

const sizes = [100, 1000, 10_000] as const;

export const measureFleetValidate = (directory: string, rounds: number): Promise<FleetGrowth> =>
  growthOf(
    (sites) => fleetCommand(generatedFleet(join(directory, String(sites)), sites), ["validate"]),
    rounds,
  );

export const measureFleetAgainst = (directory: string, rounds: number): Promise<FleetGrowth> =>
  growthOf((sites) => {
    const fleet = changedFleet(join(directory, String(sites)), sites);
    // Every site is rolled: 2 is what the command ends with.
    return fleetCommand(fleet, ["plan", "--against", "HEAD"], 2);
  }, rounds);

async function growthOf(commandFor: (sites: number) => Invocation, rounds: number): Promise<FleetGrowth> {
  const fleets: FleetSize[] = [];
  for (const sites of sizes) {
    const run = commandFor(sites);
    const values: number[] = [];
    for (let round = 0; round < rounds; round += 1) values.push(await timed(run));
    fleets.push({ sites, values, median: median(values), mebibytes: await peakMemory(run) });
    console.log(`  ${sites} sites: ${(fleets.at(-1)?.median ?? 0).toFixed(0)} ms`);
  }
  return { fleets, fit: line(fleets.map((fleet) => [fleet.sites, fleet.median])) };
}

/** @param code with which it ends. @default 0 */
export const fleetCommand = (directory: string, args: readonly string[], code = 0): Invocation => ({
  command: process.execPath,
  args: [join(checkout, "tkg-edge.js"), "fleet", ...args, "-C", directory],
  cwd: directory,
  environment: { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "" },
  code,
});

/** A fleet in a repository, in which every site differs from the last commit. @returns the directory */
function changedFleet(directory: string, sites: number): string {
  generatedFleet(directory, sites);
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=bench", "-c", "user.email=bench@example.com", ...args], {
      cwd: directory,
    });
  git("init", "--quiet");
  git("add", "--all");
  git("commit", "--quiet", "--message", "before");
  const file = join(directory, "fleet.yaml");
  const fleet = JSON.parse(readFileSync(file, "utf8")) as { readonly defaults: { readonly site: object } };
  const { defaults } = fleet;
  const machine = { numCPUs: 8 };
  writeFileSync(
    file,
    JSON.stringify({ ...fleet, defaults: { ...defaults, site: { ...defaults.site, machine } } }),
  );
  return directory;
}

function line(points: readonly (readonly [number, number])[]): {
  readonly fixed: number;
  readonly each: number;
} {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(points.map(([sites]) => sites)), mean(points.map(([, time]) => time))];
  const above = points.reduce((sum, [sites, time]) => sum + (sites - x) * (time - y), 0);
  const each = above / points.reduce((sum, [sites]) => sum + (sites - x) ** 2, 0);
  return { fixed: y - each * x, each };
}
