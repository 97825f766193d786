/** One name twice in a namespace of a management cluster: both stacks would want the same Cluster. */
import { someOf, type FleetFinding } from "../finding.js";
import type { ManagementClusters } from "../management-clusters.js";
import type { SiteFacts } from "../site-facts.js";
import { groupedBy } from "./addresses.js";

const path = "tkg-edge:site.name";

export function namesTwice(sites: readonly SiteFacts[], clusters: ManagementClusters): FleetFinding[] {
  const byName = groupedBy(sites, (site) =>
    site.clusterName === undefined || site.namespace === undefined
      ? undefined
      : `${clusters.of(site)} ${site.namespace}/${site.clusterName}`,
  );
  return [...byName.values()].flatMap((all): FleetFinding[] => {
    const last = all.at(-1);
    if (all.length < 2 || !last) return [];
    const names = all.map(({ name }) => name);
    const found = `"${last.clusterName ?? ""}" in namespace ${last.namespace ?? ""} for ${someOf(names)}`;
    const expected = "one site for each name and namespace of a management cluster";
    const place = last.placeOf(path);
    return [{ severity: "error", rule: "name", path, place, sites: names, found, expected }];
  });
}
