/** (e) How long `tkg-edge fleet validate` takes for fleets of several sizes, and how the time grows. Needs no sandbox. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "../../tests/engine/harness/project.js";
import { median, peakMemory, timed, type Invocation } from "./measure.js";

export interface FleetValidate {
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
const groupCount = 20;
const sitesInFile = 1000;

export async function measureFleetValidate(directory: string, rounds: number): Promise<FleetValidate> {
  const fleets: FleetSize[] = [];
  for (const sites of sizes) {
    const run = validate(generatedFleet(join(directory, String(sites)), sites));
    const values: number[] = [];
    for (let round = 0; round < rounds; round += 1) values.push(await timed(run));
    fleets.push({ sites, values, median: median(values), mebibytes: await peakMemory(run) });
    console.log(`  ${sites} sites: ${(fleets.at(-1)?.median ?? 0).toFixed(0)} ms`);
  }
  return { fleets, fit: line(fleets.map((fleet) => [fleet.sites, fleet.median])) };
}

const validate = (directory: string): Invocation => ({
  command: process.execPath,
  args: [join(checkout, "tkg-edge.js"), "fleet", "validate", "-C", directory],
  cwd: directory,
  environment: { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "" },
});

/** Twenty groups, and files of a thousand sites. @returns the directory */
function generatedFleet(directory: string, sites: number): string {
  mkdirSync(join(directory, "sites"), { recursive: true });
  const connection = {
    managementCluster: { kubeconfig: "mgmt.kubeconfig", context: "mgmt" },
    vcenter: { server: "vcenter.example.com", username: "edge@vsphere.local", insecure: true },
  };
  const groups = Array.from({ length: groupCount }, (_, index) => [`group-${index}`, group(index)] as const);
  const fleet = {
    defaults: { connection, site: { from: { management: "mgmt" } } },
    groups: Object.fromEntries(groups),
    sites: { files: "sites/*.yaml" },
  };
  writeFileSync(join(directory, "fleet.yaml"), JSON.stringify(fleet));
  for (let first = 0; first < sites; first += sitesInFile) {
    const count = Math.min(sitesInFile, sites - first);
    const text = Array.from({ length: count }, (_, index) => site(first + index)).join("");
    writeFileSync(join(directory, "sites", `from-${first}.yaml`), text);
  }
  return directory;
}

function group(index: number): object {
  const root = `/dc${index}`;
  const placement = {
    datacenter: root,
    datastore: `${root}/datastore/edge`,
    folder: `${root}/vm/sites`,
    network: `${root}/network/edge`,
    resourcePool: `${root}/host/edge/Resources`,
  };
  return { labels: { region: `r${index}` }, site: { from: { template: `template-${index}` }, placement } };
}

function site(index: number): string {
  const address = `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`;
  return `shop-${index}:
  groups: [group-${index % groupCount}]
  labels: { ring: r${index % 5} }
  site: { controlPlaneEndpoint: ${address} }
`;
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
