/** Whether the cluster of a site still runs, as the management cluster's objects report it. Pure. */
import type { ClusterPart } from "../facts/cluster-part.js";
import type { ClusterFacts } from "../facts/cluster.js";
import { drifted, type Finding } from "../finding.js";
import { conditionText } from "./condition-text.js";
import { failureOf, troublesOf } from "./troubles.js";

export interface SiteHealth {
  /** What is reported as wrong. */
  readonly findings: readonly Finding[];
  /** What does not change any more by itself: nothing but a rebuild repairs it. */
  readonly final: readonly Finding[];
}

const allWell: SiteHealth = { findings: [], final: [] };

/** How long a cluster may take to come up before a preview mentions it. */
const creationMilliseconds = 30 * 60 * 1000;

/**
 * @param cluster the site's Cluster as it stands; undefined where there is none
 * @param parts the objects of its machine
 * @param now in milliseconds since the epoch
 */
export function siteHealth(
  cluster: ClusterFacts | undefined,
  parts: readonly ClusterPart[],
  now: number = Date.now(),
): SiteHealth {
  if (!cluster || cluster.deletedSince !== undefined) return allWell;
  const all = [cluster, ...parts];
  const troubles = troublesOf(all);
  const failure = failureOf(all);
  const final = failure === undefined ? [] : [failure];
  if (!cluster.wasReady) {
    const isLate = now - Date.parse(cluster.createdAt) > creationMilliseconds;
    const late = drifted(
      `Cluster ${cluster.name}: created at ${cluster.createdAt}, and its API was never up`,
    );
    return { findings: isLate ? [late, ...unmet(cluster, "Ready"), ...troubles] : troubles, final };
  }
  const nodes = parts
    .filter(({ kind, deletedSince }) => kind === "Machine" && deletedSince === undefined)
    .flatMap((machine) => unmet(machine, "NodeHealthy"));
  return { findings: [...troubles, ...nodes, ...unmet(cluster, "Ready")], final };
}

function unmet({ kind, name, conditions }: ClusterPart, type: string): Finding[] {
  const condition = conditions.find((one) => one.type === type);
  if (condition === undefined || condition.status === "True") return [];
  return [drifted(`${kind} ${name}: ${conditionText(condition)}`)];
}
