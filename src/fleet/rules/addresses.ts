/** One address twice. Networks of edge sites repeat, so across management clusters it is a warning. */
import { networkAddress } from "../../config/network-fields.js";
import type { FleetFinding } from "../finding.js";
import { someOf } from "../finding.js";
import type { ManagementClusters } from "../management-clusters.js";
import type { SiteFacts } from "../site-facts.js";

const path = "tkg-edge:site.controlPlaneEndpoint";
const rule = "address";

export function addressesTwice(sites: readonly SiteFacts[], clusters: ManagementClusters): FleetFinding[] {
  const byAddress = groupedBy(sites, ({ endpoint }) => endpoint);
  return [...byAddress].flatMap(([address, all]): FleetFinding[] => {
    if (all.length < 2) return [];
    const byCluster = groupedBy(all, (site) => String(clusters.of(site)));
    const found = (of: readonly SiteFacts[]) => `"${address}" in ${someOf(of.map(({ name }) => name))}`;
    const inOne = [...byCluster.values()].filter((of) => of.length > 1);
    const errors = inOne.map((of): FleetFinding => ({
      ...{ severity: "error", rule, path, ...placed(of.at(-1)), sites: of.map(({ name }) => name) },
      ...{ found: found(of), expected: "an address of its own for each site of a management cluster" },
    }));
    if (byCluster.size < 2) return errors;
    const expected = "an address of its own, unless the networks of these sites have no routes to each other";
    const sitesOf = all.map(({ name }) => name);
    const warning = { severity: "warning", rule, path, ...placed(all.at(-1)), sites: sitesOf } as const;
    return [...errors, { ...warning, found: found(all), expected }];
  });
}

interface Range {
  readonly cidr: string;
  readonly what: string;
  readonly sites: SiteFacts[];
  readonly clusters: Set<number>;
}

/** Addresses inside the pod or service network of another site; those inside of the site's own are a problem of the site. */
export function addressesInRanges(sites: readonly SiteFacts[], clusters: ManagementClusters): FleetFinding[] {
  const ranges = new Map<string, Range>();
  const lengths = new Set<number>();
  const add = (site: SiteFacts, cidr: string, what: string) => {
    const length = Number(cidr.split("/")[1]);
    lengths.add(length);
    const key = `${what} ${cidr}`;
    const range = ranges.get(key) ?? { cidr, what, sites: [], clusters: new Set<number>() };
    ranges.set(key, range);
    range.sites.push(site);
    range.clusters.add(clusters.of(site));
  };
  for (const site of sites) {
    for (const cidr of site.podCidrs) add(site, cidr, "pod network");
    for (const cidr of site.serviceCidrs) add(site, cidr, "service network");
  }
  return sites.flatMap((site) => {
    const { endpoint } = site;
    if (endpoint === undefined) return [];
    const around = [...lengths].map((length) => `${networkAddress(endpoint, length)}/${length}`);
    const own = new Set([...site.podCidrs, ...site.serviceCidrs]);
    if (around.some((cidr) => own.has(cidr))) return [];
    const hit = around.flatMap((cidr) =>
      ["pod network", "service network"].flatMap((what) => ranges.get(`${what} ${cidr}`) ?? []),
    );
    return hit.map(({ cidr, what, sites: of, clusters: near }): FleetFinding => ({
      severity: near.has(clusters.of(site)) ? "error" : "warning",
      ...{ rule, path, ...placed(site), sites: [site.name] },
      found: `"${endpoint}" in the ${what} ${cidr} of ${someOf(of.map(({ name }) => name))}`,
      expected: "an address outside the pod and service networks of the other sites",
    }));
  });
}

const placed = (site: SiteFacts | undefined) => ({ place: site?.placeOf(path) });

/** What has no key is left out. */
export function groupedBy<T>(items: readonly T[], keyOf: (item: T) => string | undefined): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
