/** The objects of a cluster's machine and its VM, which know first why a cluster does not come up or does not run. */
import type { LiveObject } from "../clients/live-object.js";
import type { ManagementCluster } from "../clients/management-cluster.js";

const kinds = [
  "machines.cluster.x-k8s.io",
  "vspheremachines.infrastructure.cluster.x-k8s.io",
  "vspherevms.infrastructure.cluster.x-k8s.io",
] as const;

/** By one call. @throws UserError when the management cluster does not answer */
export function machineParts(
  management: Pick<ManagementCluster, "list">,
  namespace: string,
  name: string,
): Promise<readonly LiveObject[]> {
  return management.list(kinds.join(","), `cluster.x-k8s.io/cluster-name=${name}`, namespace);
}
