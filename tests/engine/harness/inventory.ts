/** Everything on the two APIs that a stack of ours could have made, as sorted names: to compare before and after. */
import type { LivingApis } from "./living-apis.js";

/** Kinds that a stack, or the controllers acting for it, make objects of. */
const kinds = [
  "clusters.cluster.x-k8s.io",
  "kubeadmcontrolplanes.controlplane.cluster.x-k8s.io",
  "machines.cluster.x-k8s.io",
  "vsphereclusters.infrastructure.cluster.x-k8s.io",
  "vspheremachines.infrastructure.cluster.x-k8s.io",
  "vspherevms.infrastructure.cluster.x-k8s.io",
  "clusterbootstraps.run.tanzu.vmware.com",
  "clusterbootstraptemplates.run.tanzu.vmware.com",
  "tanzukubernetesreleases.run.tanzu.vmware.com",
  "osimages.run.tanzu.vmware.com",
  "packages.data.packaging.carvel.dev",
  "configmaps",
  "secrets",
] as const;

export interface Inventory {
  /** `kind namespace/name`, sorted. */
  readonly objects: readonly string[];
  /** Inventory paths, templates included, sorted. */
  readonly virtualMachines: readonly string[];
}

export async function inventory(apis: LivingApis): Promise<Inventory> {
  const lists = await Promise.all(
    kinds.map(async (kind) =>
      (await apis.list(kind)).map(({ metadata }) => `${kind} ${metadata.namespace ?? ""}/${metadata.name}`),
    ),
  );
  return { objects: lists.flat().sort(), virtualMachines: await apis.vmPaths() };
}
