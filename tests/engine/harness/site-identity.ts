import type { LiveApis } from "./live-apis.js";

/** What of a cluster has to be the same objects before and after. */
export interface SiteIdentity {
  /** Of its Secrets, Cluster, control plane and machines. */
  readonly uids: readonly (string | undefined)[];
  /** Inventory path and UUID of each virtual machine. */
  readonly machines: readonly (readonly [string, string])[];
}

/** @param name of the Cluster */
export async function siteIdentity(apis: LiveApis, name: string): Promise<SiteIdentity> {
  const kinds = ["secrets", "clusters.cluster.x-k8s.io", "kubeadmcontrolplanes", "machines"];
  const objects = await Promise.all(kinds.map((kind) => apis.list(kind)));
  const ofSite = objects.flat().filter(({ metadata }) => metadata.name.startsWith(name));
  return {
    uids: ofSite.map(({ metadata }) => metadata.uid).sort(),
    machines: (await apis.machines()).map(({ path, vm }) => [path, vm.config.uuid]),
  };
}
