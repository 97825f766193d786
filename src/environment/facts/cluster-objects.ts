/** Everything on the management cluster and in vCenter that a workload cluster consists of, as it stands now. */
import type { ManagementReader } from "../../clients/management-cluster.js";
import * as kinds from "../../clients/resource-kinds.js";
import { belongsTo, readPart, type ClusterPart } from "./cluster-part.js";
import { Facts } from "./facts.js";
import { vmPathOf } from "./machine.js";
import { vmStates, type VcenterTrust, type VmState } from "./vm-state.js";
import { warningsOf, type WarningEvent } from "./warning-events.js";

export interface ClusterObjects {
  readonly namespace: string;
  readonly name: string;
  /** From the Cluster down to what its VM is made of, in the order in which they come to be. */
  readonly objects: readonly ClusterPart[];
  readonly events: readonly WarningEvent[];
  readonly vms: readonly VmState[];
}

const parts = [
  kinds.vsphereClusterKind,
  kinds.controlPlaneKind,
  kinds.machineKind,
  kinds.vsphereMachineKind,
  kinds.vsphereVmKind,
];

/** Kinds in the order of `parts`, for sorting. */
const kindOrder = ["VSphereCluster", "KubeadmControlPlane", "Machine", "VSphereMachine", "VSphereVM"];

/**
 * Reads what is there now: a wait reads again, so nothing is remembered.
 * @param facts of this reading. @default - nothing was read yet
 * @throws UserError when the management cluster does not answer
 */
export async function clusterObjects(
  management: Pick<ManagementReader, "get" | "list">,
  namespace: string,
  name: string,
  vcenter: VcenterTrust | undefined,
  facts: Pick<Facts, "vcenter"> = new Facts(),
): Promise<ClusterObjects> {
  const [cluster, below, bootstrap, secret, events] = await Promise.all([
    management.get(kinds.clusterKind, name, namespace),
    management.list(parts.join(","), belongsTo(name), namespace),
    management.get(kinds.bootstrapKind, name, namespace),
    management.get("secrets", name, namespace),
    management.list("events", undefined, namespace),
  ]);
  const rank = ({ kind = "" }: { readonly kind?: string }) => kindOrder.indexOf(kind);
  const sorted = [...below].sort((a, b) => rank(a) - rank(b));
  const objects = [cluster, ...sorted, bootstrap].filter((object) => object !== undefined);
  const held = secret?.metadata.deletionTimestamp === undefined ? [] : [secret];
  const paths = sorted.filter(({ kind }) => kind === "VSphereVM").map(vmPathOf);
  const vms = vcenter && secret ? await vmStates(facts, paths, secret, vcenter) : [];
  return {
    ...{ namespace, name, vms },
    objects: [...objects, ...held].map(readPart),
    events: warningsOf(objects, events),
  };
}
