/** `site.rebuild.generation` as a Cluster records it. Pure. */
import type { SiteSpec } from "../config/stack-spec.js";
import { recordedInputs } from "./input-change.js";

export const atGeneration = (site: SiteSpec, generation: number): SiteSpec => ({
  ...site,
  rebuild: { ...site.rebuild, generation },
});

/**
 * The value that a Cluster was built with; 0 where it was never set.
 * @param annotation what the Cluster carries (`tkg-edge/rebuild-inputs`)
 * @returns undefined where that cannot be read
 */
export function recordedGeneration(annotation: string | undefined): number | undefined {
  const inputs = recordedInputs(annotation);
  const recorded = inputs?.["rebuild.generation"] ?? (inputs && "0");
  return typeof recorded === "string" && /^\d+$/.test(recorded) ? Number(recorded) : undefined;
}

/**
 * The site as its `rebuild.generation` counts: one that was removed or lowered after the rebuild it forced is the recorded one.
 * @param annotation as in {@link recordedGeneration}
 */
export function withRecordedGeneration(site: SiteSpec, annotation: string | undefined): SiteSpec {
  const generation = recordedGeneration(annotation) ?? 0;
  return site.rebuild.generation >= generation ? site : atGeneration(site, generation);
}
