/**
 * Which sites share a management cluster. Offline there is no UID to know it by: sites with the same kubeconfig and context, or
 * with the same management stack, are of one. Two kubeconfigs of one cluster are two here.
 */
import type { SiteFacts } from "./site-facts.js";

export interface ManagementClusters {
  /** Of a site: a number for each management cluster. */
  readonly of: (site: SiteFacts) => number;
  /** Of those that are named at all. */
  readonly count: number;
}

export function managementClusters(sites: readonly SiteFacts[]): ManagementClusters {
  const parents: number[] = [];
  const byKey = new Map<string, number>();
  const bySite = new Map<string, number>();
  const rootOf = (cluster: number): number => {
    let root = cluster;
    for (let parent = parents[root]; parent !== undefined && parent !== root; parent = parents[root]) {
      // Halving the path keeps later searches short.
      parents[root] = parents[parent] ?? parent;
      root = parent;
    }
    return root;
  };
  for (const { name, managementKeys } of sites) {
    const known = managementKeys.flatMap((key) => byKey.get(key) ?? []).map(rootOf);
    const [first, ...others] = known;
    const root = first ?? parents.push(parents.length) - 1;
    for (const other of others) parents[other] = root;
    for (const key of managementKeys) byKey.set(key, root);
    bySite.set(name, root);
  }
  const of = ({ name }: SiteFacts) => rootOf(bySite.get(name) ?? -1);
  const named = sites.filter(({ managementKeys }) => managementKeys.length > 0);
  return { of, count: new Set(named.map(of)).size };
}
