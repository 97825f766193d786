/** One of the objects that a workload cluster consists of: its Cluster, its machine, its VM. */
import * as z from "zod";
import type { LiveObject } from "../../clients/live-object.js";
import type { ManagementCluster } from "../../clients/management-cluster.js";
import { machineKind, vsphereMachineKind, vsphereVmKind } from "../../clients/resource-kinds.js";
import { conditionsOf, type Condition } from "./conditions.js";
import { lenient, readAs, text } from "./lenient.js";

export interface ClusterPart {
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  /** Since when it is being deleted, RFC 3339; undefined for one that stays. */
  readonly deletedSince: string | undefined;
  readonly finalizers: readonly string[];
  readonly conditions: readonly Condition[];
  readonly phase: string | undefined;
  /** Why Cluster API does not go on with it; undefined where it does. */
  readonly failure: Failure | undefined;
  /** Whether controllers leave it alone. */
  readonly isPaused: boolean;
  /** Whether its controller has seen its present spec. */
  readonly isObserved: boolean;
}

export interface Failure {
  readonly reason: string;
  readonly message: string;
}

const specSchema = z.object({ paused: lenient(z.boolean()) });
const statusSchema = z.object({
  phase: text,
  failureReason: text,
  failureMessage: text,
  observedGeneration: lenient(z.number()),
});

export function readPart(object: LiveObject): ClusterPart {
  const { kind = "object", metadata } = object;
  const { name, uid = "", generation = 0, deletionTimestamp, finalizers = [] } = metadata;
  const { phase, failureReason, failureMessage, observedGeneration } = readAs(statusSchema, object.status);
  const failure =
    failureReason === undefined && failureMessage === undefined
      ? undefined
      : { reason: failureReason ?? "", message: failureMessage ?? "" };
  return {
    ...{ kind, name, uid, finalizers, phase, failure },
    deletedSince: deletionTimestamp,
    conditions: conditionsOf(object),
    isPaused: readAs(specSchema, object.spec).paused === true,
    isObserved: (observedGeneration ?? generation) >= generation,
  };
}

/** Label by which everything that belongs to a Cluster names it. */
export const belongsTo = (cluster: string): string => `cluster.x-k8s.io/cluster-name=${cluster}`;

const kinds = [machineKind, vsphereMachineKind, vsphereVmKind].join(",");

/**
 * The objects of a cluster's machine and its VM, which know first why a cluster does not come up or does not run. By one
 * call.
 * @throws UserError when the management cluster does not answer
 */
export async function machineParts(
  management: Pick<ManagementCluster, "list">,
  namespace: string,
  name: string,
): Promise<readonly ClusterPart[]> {
  return (await management.list(kinds, belongsTo(name), namespace)).map(readPart);
}
