/** How a site's cluster is, in one word, and why it is not Ready. Pure. */
import type { LiveObject } from "../../clients/live-object.js";
import { readPart, type ClusterPart } from "../../environment/facts/cluster-part.js";
import { readCluster } from "../../environment/facts/cluster.js";
import { readControlPlane } from "../../environment/facts/control-plane.js";
import { clusterStillMissing, nodeStillMissing } from "../../environment/judgements/cluster-progress.js";
import { remediesFor } from "../../environment/judgements/known-causes.js";
import { siteHealth } from "../../environment/judgements/site-health.js";
import { troublesOf } from "../../environment/judgements/troubles.js";
import { objectLines } from "../../explain/report.js";

/**
 * In the order in which they matter:
 * - `unreachable`: its management cluster does not answer; `unknown`: its configuration does not show where it is.
 * - `failing`: the cluster reports a failure, or was Ready and is not; `absent`: it has no Cluster.
 * - `deleting`; `progressing`: it comes up, or its node is replaced; `ready`.
 */
export const healthWords = [
  ...(["unreachable", "unknown", "failing", "absent", "deleting", "progressing", "ready"] as const),
] as const;

export type HealthWord = (typeof healthWords)[number];

export interface Health {
  readonly word: HealthWord;
  /** Why it is not Ready, the source first; none where it is. */
  readonly reasons: readonly string[];
  /** What is known of such reasons, in lines; a remedy follows its cause and begins with `->`. */
  readonly known: readonly string[];
}

const as = (word: HealthWord, reasons: readonly string[] = [], known: readonly string[] = []): Health => ({
  word,
  reasons,
  known,
});

/**
 * @param objects of a cluster, with its Cluster; none where there is none
 * @param now in milliseconds since the epoch
 */
export function healthOf(objects: readonly LiveObject[], now: number): Health {
  const live = objects.find(({ kind }) => kind === "Cluster");
  if (!live) return as("absent");
  const cluster = readCluster(live);
  const parts = objects.map(readPart);
  const known = () => remediesFor(parts.flatMap(objectLines).join("\n")).map((line) => line.trim());
  if (cluster.deletedSince !== undefined) {
    const held = cluster.finalizers.join(", ") || "(none)";
    return as(
      "deleting",
      [`being deleted since ${cluster.deletedSince}, held by finalizers ${held}`],
      known(),
    );
  }
  const plane = objects.find(({ kind }) => kind === "KubeadmControlPlane");
  const troubles = troublesOf(parts).map(({ seen }) => seen);
  const unwell = siteHealth(cluster, machineOf(parts), now).findings.map(({ seen }) => seen);
  const node = cluster.wasReady
    ? nodeStillMissing(plane && readControlPlane(plane), cluster.version)
    : undefined;
  const missing = clusterStillMissing(cluster, `${cluster.namespace}/${cluster.name}`);
  const isRolling = node !== undefined && troubles.length === 0;
  if (troubles.length > 0 || (unwell.length > 0 && !isRolling)) {
    return as("failing", [...new Set([...troubles, ...unwell])], known());
  }
  const waits = [node, missing].filter((one) => one !== undefined).map((what) => `waits for ${what}`);
  if (waits.length > 0) return as("progressing", waits, known());
  return as("ready");
}

/** What siteHealth judges beside the Cluster. */
const machineOf = (parts: readonly ClusterPart[]): readonly ClusterPart[] =>
  parts.filter(({ kind }) => ["Machine", "VSphereMachine", "VSphereVM"].includes(kind));
