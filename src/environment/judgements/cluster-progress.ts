/** What a Cluster still has to reach before it can be used, and how far a changed node is. Pure. */
import type { ClusterFacts } from "../facts/cluster.js";
import type { ControlPlaneFacts } from "../facts/control-plane.js";

/** Conditions of the Cluster that make it usable. */
const readyConditions = ["TopologyReconciled", "InfrastructureReady", "ControlPlaneReady", "Ready"];

/** @param name `namespace/name`. @returns what the Cluster still has to reach; undefined when it is there */
export function clusterStillMissing(cluster: ClusterFacts | undefined, name: string): string | undefined {
  if (!cluster) return `Cluster ${name}`;
  if (!cluster.isObserved) return `Cluster API to see the change of Cluster ${name}`;
  const conditionOf = (type: string) => cluster.conditions.find((one) => one.type === type);
  const unmet = readyConditions.find((type) => conditionOf(type)?.status !== "True");
  if (unmet === undefined) return undefined;
  const reason = conditionOf(unmet)?.reason;
  return `Cluster ${name} to be ${unmet}${reason === undefined ? "" : ` (${reason})`}`;
}

/**
 * @param version of Kubernetes that the Cluster is to have; undefined where it is not known
 * @returns how far a changed node is; undefined when the one node is as configured
 */
export function nodeStillMissing(
  plane: ControlPlaneFacts | undefined,
  version: string | undefined,
): string | undefined {
  if (!plane) return undefined;
  const { isObserved, replicas, updatedReplicas } = plane;
  // The conditions are those of the version before until Cluster API has passed the new one on.
  if (version !== undefined && plane.version !== undefined && plane.version !== version) {
    return `Cluster API to roll the control plane from ${plane.version} to ${version}`;
  }
  if (!isObserved) return "Cluster API to see the change of the control plane";
  if (replicas === 1 && updatedReplicas === 1) return undefined;
  return `the node to be replaced (machines: ${replicas}, of the new form: ${updatedReplicas})`;
}
