/**
 * Writes the objects of a site again that the stack's state holds and the management cluster lacks: what goes with a
 * Cluster that was replaced on its own, or was removed by hand. They are written as the engine wrote them, under the same
 * field manager, so that the state stays true. The engine cannot do it: it has no difference to act upon, and it cannot
 * update what is not there.
 */
import type { ManagementCluster } from "../../clients/management-cluster.js";
import type { GateInputs } from "../../contracts/rebuild-gate.js";
import type { KubernetesObject } from "../../manifests/kubernetes-object.js";
import { progress } from "../command.js";

/** Leaves alone what is there. */
export async function restoreMissing(input: GateInputs, management: ManagementCluster): Promise<void> {
  // One after the other: a ClusterBootstrap is refused without the objects that it refers to.
  for (const object of input.missingObjects ?? []) {
    const { name, namespace = "default" } = object.metadata;
    if (await management.get(resourceOf(object), name, namespace)) continue;
    progress(`${object.kind} ${namespace}/${name} is missing: writing it again`);
    await management.apply(object.kind === "Secret" ? withCredentials(object, input) : object);
  }
}

/** Kind and API group in the form that kubectl takes. */
function resourceOf({ apiVersion, kind }: KubernetesObject): string {
  const [group, version] = apiVersion.split("/");
  return version === undefined ? kind.toLowerCase() : `${kind.toLowerCase()}.${group ?? ""}`;
}

function withCredentials(secret: KubernetesObject, input: GateInputs): object {
  const stringData = { username: input.vcenter.username, password: input.vcenterPassword };
  return { ...secret, type: "Opaque", stringData };
}
