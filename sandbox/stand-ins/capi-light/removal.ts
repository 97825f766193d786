// Takes one Cluster apart: machine, virtual machine, credentials Secret, and at last its own finalizer.
import { secrets } from "../runtime/resources.js";
import type { StandInContext } from "../stand-in.js";
import { releaseAddresses } from "./address-claims.js";
import { accessFor, releaseSecret } from "./credentials.js";
import { findDerived, removeObject } from "./derived.js";
import {
  clusterNameLabel,
  clusters,
  controlPlanes,
  machines,
  vsphereClusters,
  vsphereMachines,
  vsphereVms,
  type Cluster,
} from "./kinds.js";
import { finalizers } from "./owned-objects.js";
import { destroy } from "./virtual-machine.js";

/** The add-ons manager's finalizer: while it is there, it still needs the workload API. */
export const addonFinalizer = "tkg.tanzu.vmware.com/addon";

/**
 * Deletes what belongs to a Cluster that is being deleted.
 * @returns whether it is done; if not, something has to change before the next try.
 */
export async function removeCluster(cluster: Cluster, context: StandInContext): Promise<boolean> {
  if (cluster.metadata.finalizers?.includes(addonFinalizer) === true) return false;
  if (context.faults().deleteHangs === true) {
    context.log(`${cluster.metadata.name}: the fault deleteHangs is switched on, its infrastructure stays`);
    return false;
  }
  const vm = await findDerived(vsphereVms, cluster, context);
  if (vm) {
    const folder = typeof vm.spec?.folder === "string" ? vm.spec.folder : "";
    await destroy(await accessFor(cluster, context), `${folder}/${vm.metadata.name}`);
    await releaseAddresses(vm, context);
    context.log(`${cluster.metadata.name}: virtual machine ${vm.metadata.name} destroyed`);
  }
  for (const kind of [vsphereVms, vsphereMachines, machines, controlPlanes]) {
    const object = await findDerived(kind, cluster, context);
    if (object) await removeObject(kind, object, context);
  }
  const infrastructure = await findDerived(vsphereClusters, cluster, context);
  if (infrastructure) {
    await releaseSecret(cluster, context);
    await removeObject(vsphereClusters, infrastructure, context);
  }
  await removeClusterSecrets(cluster, context);
  const now = await context.client.get(clusters, cluster.metadata);
  if (now) {
    const left = (now.metadata.finalizers ?? []).filter((entry) => entry !== finalizers.cluster);
    await context.client.patch(clusters, now, { ...now, metadata: { ...now.metadata, finalizers: left } });
  }
  return true;
}

/** The garbage collector would do it in a moment; a cluster of the same name must not find the old authorities. */
async function removeClusterSecrets(cluster: Cluster, context: StandInContext): Promise<void> {
  const { namespace = "default", name } = cluster.metadata;
  const { items } = await context.client.list(secrets, {
    namespace,
    labelSelector: `${clusterNameLabel}=${name}`,
  });
  for (const secret of items.filter(({ type }) => type === "cluster.x-k8s.io/secret")) {
    await context.client.delete(secrets, secret.metadata);
  }
}
