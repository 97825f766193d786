/** Whether the cluster of a site still runs, as the management cluster's objects report it. Pure. */
import { conditionOf, type LiveObject } from "../../clients/live-object.js";
import { wasReady } from "../../environment/facts/cluster.js";
import { drifted, type Finding } from "../../environment/finding.js";
import { conditionText } from "../../explain/condition-text.js";
import { failureOf, troublesOf } from "../../explain/troubles.js";

export interface SiteHealth {
  /** What is reported as wrong, a line each. */
  readonly lines: readonly string[];
  /** What does not change any more by itself: nothing but a rebuild repairs it. */
  readonly final: readonly Finding[];
}

const allWell: SiteHealth = { lines: [], final: [] };

/** How long a cluster may take to come up before a preview mentions it. */
const creationMilliseconds = 30 * 60 * 1000;

/**
 * @param cluster the site's Cluster as it stands; undefined where there is none
 * @param parts the objects of its machine
 * @param now in milliseconds since the epoch
 */
export function siteHealth(
  cluster: LiveObject | undefined,
  parts: readonly LiveObject[],
  now: number = Date.now(),
): SiteHealth {
  if (!cluster || cluster.metadata.deletionTimestamp !== undefined) return allWell;
  const objects = [cluster, ...parts];
  const troubles = troublesOf(objects);
  const failure = failureOf(objects);
  const final = failure === undefined ? [] : [drifted(failure)];
  if (!wasReady(cluster)) {
    const created = Date.parse(cluster.metadata.creationTimestamp ?? "");
    const isLate = now - created > creationMilliseconds;
    const late = `Cluster ${cluster.metadata.name}: created at ${cluster.metadata.creationTimestamp ?? ""}, and its API was never up`;
    return { lines: isLate ? [late, ...unmet(cluster, "Ready"), ...troubles] : troubles, final };
  }
  const nodes = parts
    .filter(({ kind, metadata }) => kind === "Machine" && metadata.deletionTimestamp === undefined)
    .flatMap((machine) => unmet(machine, "NodeHealthy"));
  return { lines: [...troubles, ...nodes, ...unmet(cluster, "Ready")], final };
}

function unmet(object: LiveObject, type: string): string[] {
  const condition = conditionOf(object, type);
  if (condition === undefined || condition.status === "True") return [];
  return [`${object.kind ?? "object"} ${object.metadata.name}: ${conditionText(condition)}`];
}
