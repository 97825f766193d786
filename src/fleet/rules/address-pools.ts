/** Pools that stacks make: the same addresses in two of them, or a pool that two stacks would make. */
import { rangeText } from "../../config/address-pool.js";
import type { AddressRange } from "../../config/address-ranges.js";
import { addressNumber } from "../../config/network-fields.js";
import { someOf, type FleetFinding } from "../finding.js";
import type { ManagementClusters } from "../management-clusters.js";
import type { SiteFacts } from "../site-facts.js";
import { groupedBy } from "./addresses.js";

const path = "tkg-edge:site.network.addressPool.addresses";
const namePath = "tkg-edge:site.network.addressPool.name";
const endpointPath = "tkg-edge:site.controlPlaneEndpoint";
const rule = "address";

/** Addresses of a site's pool. */
interface Entry {
  readonly site: SiteFacts;
  readonly range: AddressRange;
}

/** Entries that overlap, each with another one of them; or one by itself. */
interface Overlap extends AddressRange {
  readonly entries: readonly Entry[];
}

export function poolsTwice(sites: readonly SiteFacts[], clusters: ManagementClusters): FleetFinding[] {
  const withPool = sites.filter(({ pool }) => pool !== undefined);
  const ofCluster = groupedBy(withPool, (site) => String(clusters.of(site)));
  const errors = [...ofCluster.values()].flatMap((all) => [
    ...madeTwice(all),
    ...overlapsOf(all)
      .filter((overlap) => sitesOf(overlap).length > 1 && !isOnePool(sitesOf(overlap)))
      .map((overlap) =>
        sameAddresses("error", overlap, "addresses of its own for each pool of a management cluster"),
      ),
  ]);
  const warnings = overlapsOf(withPool)
    .filter((overlap) => groupedBy(sitesOf(overlap), (site) => String(clusters.of(site))).size > 1)
    .map((overlap) =>
      sameAddresses(
        "warning",
        overlap,
        "addresses of their own, unless the networks of these sites have no routes to each other",
      ),
    );
  return [...errors, ...warnings];
}

/** Addresses of the Kubernetes API that a pool would give to a node of another site. */
export function endpointsInPools(sites: readonly SiteFacts[], clusters: ManagementClusters): FleetFinding[] {
  const overlaps = overlapsOf(sites);
  return sites.flatMap((site) => {
    if (site.endpoint === undefined) return [];
    const number = addressNumber(site.endpoint);
    const around = overlapAt(overlaps, number)?.entries ?? [];
    const others = around.filter(
      ({ site: other, range }) => other !== site && range.first <= number && number <= range.last,
    );
    if (others.length === 0) return [];
    const isNear = others.some(({ site: other }) => clusters.of(other) === clusters.of(site));
    return [
      {
        severity: isNear ? ("error" as const) : ("warning" as const),
        ...{ rule, path: endpointPath, place: site.placeOf(endpointPath), sites: [site.name] },
        found: `"${site.endpoint}" in the address pool of ${someOf(others.map(({ site: { name } }) => name))}`,
        expected: "an address outside the pools of the other sites",
      },
    ];
  });
}

function madeTwice(sites: readonly SiteFacts[]): FleetFinding[] {
  const pools = groupedBy(sites, poolName);
  return [...pools].flatMap(([name, all]) => {
    if (all.length < 2) return [];
    const found = `InClusterIPPool ${name} in ${someOf(all.map((site) => site.name))}`;
    const expected =
      "one site that makes a pool; the others name it in site.variables.network.addressesFromPools, without site.network.addressPool";
    return [{ ...placed("error", namePath, all), found, expected }];
  });
}

const poolName = ({ namespace = "", pool }: SiteFacts): string | undefined =>
  pool?.name === undefined ? undefined : `${namespace}/${pool.name}`;

/** Two sites with one pool are reported once. */
const isOnePool = (sites: readonly SiteFacts[]): boolean => new Set(sites.map(poolName)).size === 1;

const sitesOf = ({ entries }: Overlap): readonly SiteFacts[] => [...new Set(entries.map(({ site }) => site))];

function sameAddresses(severity: FleetFinding["severity"], overlap: Overlap, expected: string): FleetFinding {
  const sites = sitesOf(overlap);
  const found = `${rangeText(overlap)} in the address pools of ${someOf(sites.map(({ name }) => name))}`;
  return { ...placed(severity, path, sites), found, expected };
}

function placed(severity: FleetFinding["severity"], of: string, sites: readonly SiteFacts[]) {
  const place = sites.at(-1)?.placeOf(of);
  return { severity, rule, path: of, place, sites: sites.map(({ name }) => name) };
}

/** In order of their addresses. */
function overlapsOf(sites: readonly SiteFacts[]): readonly Overlap[] {
  const entries = sites.flatMap((site) => (site.pool?.ranges ?? []).map((range): Entry => ({ site, range })));
  const groups: { first: number; last: number; entries: Entry[] }[] = [];
  for (const entry of entries.sort((a, b) => a.range.first - b.range.first)) {
    const { first, last } = entry.range;
    const before = groups.at(-1);
    if (before && first <= before.last) {
      before.last = Math.max(before.last, last);
      before.entries.push(entry);
    } else groups.push({ first, last, entries: [entry] });
  }
  return groups;
}

function overlapAt(overlaps: readonly Overlap[], address: number): Overlap | undefined {
  let [low, high] = [0, overlaps.length - 1];
  while (low <= high) {
    const middle = Math.floor((low + high) / 2);
    const one = overlaps[middle];
    if (!one) return undefined;
    if (address < one.first) high = middle - 1;
    else if (address > one.last) low = middle + 1;
    else return one;
  }
  return undefined;
}
