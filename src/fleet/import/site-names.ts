/** Names of the sites that Clusters become, and the Clusters that belong to the stacks of other projects. */
import { siteNameExpectation, type Fleet } from "../../config/fleet/fleet-file.js";
import { clusterName } from "../../config/kubernetes-names.js";
import type { Problem } from "../../config/problem.js";
import { markOf } from "../../environment/judgements/standing.js";
import type { FoundCluster } from "./found-clusters.js";

export interface NamedCluster {
  readonly cluster: FoundCluster;
  readonly name: string;
}

export interface SiteNames {
  readonly named: readonly NamedCluster[];
  /** Lines about Clusters that stay with their stack. */
  readonly ofOthers: readonly string[];
  readonly problems: readonly Problem[];
}

const nameOf = ({ live }: FoundCluster) => live.metadata.name;
const contextOf = ({ ways: [way] }: FoundCluster) =>
  (way?.address.context ?? "").toLowerCase().replace(/[^a-z0-9]+/g, "-");

/** Of several Clusters with one name, each has more before it. */
const namings: readonly ((cluster: FoundCluster) => string)[] = [
  nameOf,
  ({ reference }) => reference.replace("/", "-"),
  (cluster) => `${contextOf(cluster)}-${nameOf(cluster)}`,
  (cluster) => `${contextOf(cluster)}-${cluster.reference.replace("/", "-")}`,
];

/** A Cluster of a stack of this project keeps the name of its stack. */
export function siteNames(clusters: readonly FoundCluster[], fleet: Fleet, project: string): SiteNames {
  const ofOthers: string[] = [];
  const wanted = clusters.flatMap((cluster): { cluster: FoundCluster; stack: string | undefined }[] => {
    const mark = markOf(cluster.live);
    if (mark === undefined) return [{ cluster, stack: undefined }];
    const [owner = "", stack = ""] = mark.split(/\/(.*)/);
    if (owner === project) return [{ cluster, stack }];
    ofOthers.push(`${cluster.reference} is left out: it belongs to the stack ${mark} of another project`);
    return [];
  });
  const names = new Map<FoundCluster, string>();
  const taken = new Set(fleet.sites.keys());
  for (const naming of namings) {
    const open = wanted.filter(({ cluster }) => !names.has(cluster));
    const counts = new Map<string, number>();
    const proposed = open.map((one) => ({ ...one, proposal: one.stack ?? naming(one.cluster) }));
    for (const { proposal } of proposed) counts.set(proposal, (counts.get(proposal) ?? 0) + 1);
    for (const { cluster, proposal } of proposed) {
      if (counts.get(proposal) === 1 && !taken.has(proposal)) names.set(cluster, proposal);
    }
    for (const name of names.values()) taken.add(name);
  }
  const named = wanted.map(({ cluster, stack }) => ({
    cluster,
    name: names.get(cluster) ?? stack ?? cluster.live.metadata.name,
  }));
  const problems = named.flatMap(({ cluster, name }): Problem[] => {
    const path = `Cluster ${cluster.reference}`;
    if (!names.has(cluster)) {
      const found = `the name "${name}", which another site has`;
      return [{ path, found, expected: "a free name: add this site by hand, with its Cluster in site.name" }];
    }
    const isName = clusterName.safeParse(name).success && name !== "files";
    return isName ? [] : [{ path, found: `the name "${name}" of the site`, expected: siteNameExpectation }];
  });
  return { named, ofOthers, problems };
}
