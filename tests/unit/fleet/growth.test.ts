/** The work for a fleet grows with its sites, and what they share is read once. Counted, so that no clock decides. */
import assert from "node:assert/strict";
import type { FleetEntry } from "../../../src/config/fleet/entry.js";
import type { Fleet } from "../../../src/config/fleet/fleet-file.js";
import { FleetLayers } from "../../../src/config/fleet/fleet-layers.js";
import { addressNumber } from "../../../src/config/network-fields.js";
import type { FleetFinding } from "../../../src/fleet/finding.js";
import { managementClusters } from "../../../src/fleet/management-clusters.js";
import { endpointsInPools, poolsTwice } from "../../../src/fleet/rules/address-pools.js";
import { addressesInRanges, addressesTwice } from "../../../src/fleet/rules/addresses.js";
import { namesTwice } from "../../../src/fleet/rules/names.js";
import { routedOverlaps } from "../../../src/fleet/rules/routed-networks.js";
import { differentTemplates } from "../../../src/fleet/rules/template-stacks.js";
import type { SiteFacts } from "../../../src/fleet/site-facts.js";
import { defaults } from "./fleet-folder.js";

/** A site among others, with a fault of each kind now and then. */
function factsOf(index: number, count: () => void): SiteFacts {
  const facts: SiteFacts = {
    name: `s${index}`,
    groups: [],
    managementKeys: [`way ${index % 7}`, `stack ${index % 5}`],
    clusterName: `s${index - (index % 50 === 1 ? 1 : 0)}`,
    namespace: "default",
    endpoint: `10.${index >> 16}.${(index >> 8) & 255}.${index & (index % 50 === 1 ? 254 : 255)}`,
    podCidrs: [index % 2 === 0 ? "100.96.0.0/11" : `100.${index & 63}.${(index >> 6) & 255}.0/24`],
    serviceCidrs: [index % 9 === 0 ? "10.0.1.0/24" : "100.64.0.0/13"],
    routed: index % 3 === 0,
    pool: index % 10 === 0 ? { name: `s${index}`, ranges: [poolRange(index)] } : undefined,
    vcenter: "vcenter",
    datacenter: `/dc${index % 40}`,
    system: "photon",
    templateStack: `t${index % 80}`,
    placeOf: () => undefined,
  };
  return new Proxy(facts, {
    get: (target, key, receiver) => {
      count();
      return Reflect.get(target, key, receiver) as unknown;
    },
  });
}

/** Among the endpoints; now and then in the pool of another site. */
function poolRange(index: number): { readonly first: number; readonly last: number } {
  const first = addressNumber("10.0.0.0") + index;
  return { first, last: first + (index % 100 === 0 ? 12 : 1) };
}

const rules: Readonly<Record<string, (sites: readonly SiteFacts[]) => FleetFinding[]>> = {
  "address twice": (sites) => addressesTwice(sites, managementClusters(sites)),
  "address in a network": (sites) => addressesInRanges(sites, managementClusters(sites)),
  "pool twice": (sites) => poolsTwice(sites, managementClusters(sites)),
  "endpoint in a pool": (sites) => endpointsInPools(sites, managementClusters(sites)),
  "name twice": (sites) => namesTwice(sites, managementClusters(sites)),
  "routed networks": routedOverlaps,
  "template stacks": differentTemplates,
};

describe("the work for a fleet", () => {
  for (const [name, rule] of Object.entries(rules)) {
    it(`grows with its sites, and so do the findings: ${name}`, () => {
      const measure = (sites: number): { readonly work: number; readonly size: number } => {
        let work = 0;
        const all = Array.from({ length: sites }, (_, index) => factsOf(index, () => (work += 1)));
        const found = rule(all);
        assert.ok(found.length > 0);
        return { work, size: JSON.stringify(found).length };
      };
      const [few, many] = [measure(500), measure(4000)];
      assert.ok(many.work <= 9 * few.work, `${few.work} reads of 500 sites, ${many.work} of 4000`);
      // Names and counts become longer too.
      assert.ok(many.size <= 12 * few.size, `${few.size} characters for 500 sites, ${many.size} for 4000`);
    });
  }

  it("reads defaults and groups once, for any number of sites", () => {
    const readsFor = (sites: number): number => {
      let reads = 0;
      const entry = (kind: FleetEntry["kind"], name: string, value: unknown): FleetEntry => ({
        ...{ kind, name, title: name, path: name, directory: "/", odd: () => [] },
        at: () => ({ file: "fleet.yaml", line: 1, column: 1 }),
        get value() {
          if (kind !== "site") reads += 1;
          return value;
        },
      });
      const names = Array.from({ length: sites }, (_, index) => `s${index}`);
      const fleet: Fleet = {
        ...{ file: "fleet.yaml", patterns: [], problems: [], incomplete: false },
        defaults: entry("defaults", "", defaults),
        groups: new Map(["a", "b"].map((name) => [name, entry("group", name, { site: { os: "photon" } })])),
        sites: new Map(names.map((name) => [name, entry("site", name, { groups: ["a", "b"], site: {} })])),
      };
      const layers = new FleetLayers(fleet, "/");
      for (const name of names) assert.ok(layers.site(name));
      return reads;
    };
    assert.equal(readsFor(400), readsFor(4));
  });
});
