/**
 * `site.rebuild.generation` as it counts: only a raise forces a rebuild. A value that was removed or lowered after the
 * rebuild it forced is replaced by the recorded one, so that the digest stays what it is.
 */
import { log } from "@pulumi/pulumi";
import type { LiveObject } from "../clients/live-object.js";
import type { SiteSpec } from "../config/stack-spec.js";
import { rebuildInputsAnnotation, withRecordedGeneration } from "../manifests/rebuild.js";

/** @param live the site's Cluster as it stands. Without one nothing is recorded, and there is nothing to rebuild either. */
export async function atRecordedGeneration(site: SiteSpec, live: LiveObject | undefined): Promise<SiteSpec> {
  const configured = site.rebuild.generation;
  const kept = withRecordedGeneration(site, live?.metadata.annotations?.[rebuildInputsAnnotation]);
  const recorded = kept.rebuild.generation;
  if (configured > 0 && configured < recorded) await log.warn(noRebuild(configured, recorded));
  return kept;
}

function noRebuild(configured: number, recorded: number): string {
  return (
    `tkg-edge:site.rebuild.generation: ${configured} forces no rebuild, because the running cluster was built with ${recorded}. ` +
    `To rebuild it, set ${recorded + 1}; otherwise remove the key.`
  );
}
