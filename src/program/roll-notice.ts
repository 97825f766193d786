/** What a change that Cluster API rolls means: a second VM beside the first, and what has to be free for it. */
import type { SiteSpec } from "../config/stack-spec.js";
import type { InputChange } from "../manifests/input-change.js";
import { changeLine } from "./rebuild-notice.js";

export function rollNotice(site: SiteSpec, changes: readonly InputChange[]): string {
  const { numCPUs, memoryMiB, diskGiB } = site.machine;
  const { resourcePool, datastore, network } = site.placement;
  return [
    `ROLL of ${site.namespace}/${site.name}: Cluster API replaces its VM, because these change:`,
    ...changes.map(changeLine),
    "  A second VM comes up first, etcd moves to it, then the first VM goes: the cluster's objects are kept, local volumes are",
    "  not, and its API is away for a moment. Until then both VMs are there. What has to be free for the second one:",
    `    ${numCPUs} CPUs and ${memoryMiB} MiB of memory in ${resourcePool}`,
    `    ${diskGiB} GiB in ${datastore}`,
    `    an address in ${network} (DHCP or the pool that the node's address comes from), so that two are in use at a time`,
    "  Where the host has no room for it, have it destroyed and created again instead: " +
      `tkg-edge:site.rebuild.generation: ${site.rebuild.generation + 1}`,
  ].join("\n");
}
