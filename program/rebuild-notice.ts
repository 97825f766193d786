/** Tells in plain words, at preview, that a node will be destroyed: which, why, what is lost and what stays. */
import { log } from "@pulumi/pulumi";
import type { LiveObject } from "../clients/management-cluster.js";
import type { SiteSpec } from "../config/stack-spec.js";
import {
  rebuildInputs,
  rebuildInputsAnnotation,
  rebuildReasons,
  type RebuildReason,
} from "../manifests/rebuild.js";

/** @param live the Cluster as it stands; without one there is nothing to rebuild */
export async function announceRebuild(
  site: SiteSpec,
  vcenterServer: string,
  live: LiveObject | undefined,
): Promise<void> {
  if (!live) return;
  const annotation = live.metadata.annotations?.[rebuildInputsAnnotation];
  const reasons = rebuildReasons(annotation, rebuildInputs(site, vcenterServer));
  if (reasons === undefined) {
    await log.warn(
      `Cluster ${site.namespace}/${site.name} does not say what it was built from (annotation ${rebuildInputsAnnotation}); ` +
        "the plan below is right, but the reasons for a rebuild cannot be told.",
    );
  } else if (reasons.length > 0) {
    await log.warn(rebuildNotice(site, reasons));
  }
}

/** The notice, for the reasons given. */
export function rebuildNotice(site: SiteSpec, reasons: readonly RebuildReason[]): string {
  return [
    `REBUILD of ${site.namespace}/${site.name}: its node is DESTROYED and created again, because these cannot change in place:`,
    ...reasons.map(({ input, from, to }) => `  ${input}: ${from} -> ${to}`),
    "  Lost: everything on the node, that is etcd (all Kubernetes objects of the cluster) and all local volumes.",
    "  Kept: the VM templates, and everything that other clusters use.",
  ].join("\n");
}
