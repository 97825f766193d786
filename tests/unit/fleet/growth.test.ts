/** The work for a fleet grows with its sites, and what they share is read once. Counted, so that no clock decides. */
import assert from "node:assert/strict";
import type { FleetEntry } from "../../../src/config/fleet/entry.js";
import type { Fleet } from "../../../src/config/fleet/fleet-file.js";
import { FleetLayers } from "../../../src/config/fleet/fleet-layers.js";
import { addressNumber } from "../../../src/config/network-fields.js";
import { checkFleet } from "../../../src/fleet/check-fleet.js";
import type { FleetFinding } from "../../../src/fleet/finding.js";
import { managementClusters } from "../../../src/fleet/management-clusters.js";
import { comparedFleets } from "../../../src/fleet/plan/against/compared-fleets.js";
import type { FleetVersion } from "../../../src/fleet/plan/against/version-reader.js";
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

/** Counts each read of a map. */
class CountingMap<K, V> extends Map<K, V> {
  constructor(
    entries: readonly (readonly [K, V])[],
    private readonly count: () => void,
  ) {
    super();
    for (const [key, value] of entries) this.set(key, value);
  }

  override get(key: K): V | undefined {
    this.count();
    return super.get(key);
  }

  override has(key: K): boolean {
    this.count();
    return super.has(key);
  }

  override keys(): MapIterator<K> {
    for (let index = 0; index < this.size; index += 1) this.count();
    return super.keys();
  }
}

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

  interface Reads {
    /** Of the defaults and groups. */
    shared: number;
    /** Of sites: their values, their places, and each read of the list of them. */
    sites: number;
  }

  /** A fleet that counts what is read of it. */
  function fleetOf(sites: number, reads: Reads, machine: object = {}): Fleet {
    const entry = (kind: FleetEntry["kind"], name: string, value: unknown): FleetEntry => {
      const count = () => (reads[kind === "site" ? "sites" : "shared"] += 1);
      return {
        ...{ kind, name, title: name, path: name, directory: "/", odd: () => [] },
        at: () => {
          count();
          return { file: "fleet.yaml", line: 1, column: 1 };
        },
        get value() {
          count();
          return value;
        },
      };
    };
    const all = Array.from({ length: sites }, (_, index): readonly [string, FleetEntry] => {
      const site = { controlPlaneEndpoint: `10.0.${index >> 8}.${index & 255}`, ...machine };
      return [`s${index}`, entry("site", `s${index}`, { groups: ["a", "b"], site })];
    });
    return {
      ...{ file: "fleet.yaml", patterns: [], problems: [], incomplete: false },
      defaults: entry("defaults", "", defaults),
      groups: new Map(["a", "b"].map((name) => [name, entry("group", name, { site: { os: "photon" } })])),
      sites: new CountingMap(all, () => (reads.sites += 1)),
    };
  }

  const fresh = (): Reads => ({ shared: 0, sites: 0 });

  it("reads defaults and groups once, for any number of sites", () => {
    const readsFor = (sites: number): number => {
      const reads = fresh();
      const fleet = fleetOf(sites, reads);
      const layers = new FleetLayers(fleet, "/");
      for (const name of fleet.sites.keys()) assert.ok(layers.site(name));
      return reads.shared;
    };
    assert.equal(readsFor(400), readsFor(4));
  });

  const stackFile = () => undefined;
  const commands: Readonly<Record<string, (sites: number, reads: Reads) => void>> = {
    validate: (sites, reads) => {
      const check = checkFleet(fleetOf(sites, reads), {
        directory: "/",
        stackFile,
        outputsOf: () => undefined,
      });
      assert.equal(check.sites, sites);
    },
    "plan --against, where every site changed": (sites, reads) => {
      const version = (fleet: Fleet, isPlanned: boolean): FleetVersion => ({
        ...{ fleet, stackFile, isPlanned },
        reading: (body) => body(),
      });
      const plan = comparedFleets(
        version(fleetOf(sites, reads), false),
        version(fleetOf(sites, reads, { machine: { numCPUs: 8 } }), true),
        { directory: "/", given: () => undefined, against: { revision: "HEAD", commit: "0" } },
      );
      assert.equal(plan.sites.filter(({ word }) => word === "roll").length, sites);
    },
  };
  for (const [name, command] of Object.entries(commands)) {
    it(`grows with the sites alone: ${name}`, () => {
      const readsFor = (sites: number): Reads => {
        const reads = fresh();
        command(sites, reads);
        return reads;
      };
      const [few, many] = [readsFor(6), readsFor(48)];
      assert.ok(few.sites > 0 && many.sites <= 8 * few.sites, JSON.stringify([few, many]));
      assert.equal(many.shared, few.shared);
    });
  }
});
