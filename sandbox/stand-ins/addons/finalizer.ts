/** The addons manager's finalizer, on a Cluster, its kubeconfig Secret and its ClusterBootstrap. */
import { keyOf, type KubeObject } from "../runtime/objects.js";
import type { Resource } from "../runtime/resources.js";
import type { StandInContext } from "../stand-in.js";

/** On the Cluster, its kubeconfig Secret and its ClusterBootstrap. */
export const addonFinalizer = "tkg.tanzu.vmware.com/addon";

/** Whether an object carries it. */
export function hasFinalizer(object: KubeObject): boolean {
  return object.metadata.finalizers?.includes(addonFinalizer) === true;
}

/** Adds or removes the finalizer. The list is replaced as a whole, so a race with another writer must be lost, not won. */
export async function setFinalizer<T extends KubeObject>(
  { client }: StandInContext,
  kind: Resource<T>,
  object: T | undefined,
  present: boolean,
): Promise<void> {
  if (object === undefined || hasFinalizer(object) === present) return;
  // Read again: the patches just made changed its version.
  const current = await client.get(kind, keyOf(object));
  if (current === undefined || hasFinalizer(current) === present) return;
  const others = (current.metadata.finalizers ?? []).filter((finalizer) => finalizer !== addonFinalizer);
  const finalizers = present ? [...others, addonFinalizer] : others;
  await client.patch(
    kind,
    current,
    { ...current, metadata: { ...current.metadata, finalizers } },
    { lock: true },
  );
}
