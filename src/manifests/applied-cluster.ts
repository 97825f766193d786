/** The metadata of a Cluster as an `up` applies it: that of its manifest, and what this product adds. */
import type { SiteSpec } from "../config/stack-spec.js";
import { annotated, inBackground, ownedBy, forcePatch } from "./applied-metadata.js";
import { clusterRecord } from "./cluster-record.js";
import type { Cluster } from "./cluster.js";

/** @param stack `PROJECT/STACK`; @param toolVersion that the Cluster records */
export function appliedClusterMetadata(
  { metadata }: Pick<Cluster, "metadata">,
  site: SiteSpec,
  stack: string,
  toolVersion: string | undefined,
) {
  const applied = inBackground(forcePatch(ownedBy(metadata, stack), site.adopt));
  return annotated(applied, clusterRecord(site, toolVersion));
}
