/**
 * What a Cluster records about itself for a plan that reads no state (docs/adr/0014-plan-without-states.md). Annotations of
 * the Cluster alone: they reach no machine, are no part of the rebuild digest, and nothing is rolled for them.
 */
import type { SiteSpec } from "../config/stack-spec.js";
import { canonicalInPlaceInputs, inPlaceInputs, inPlaceInputsAnnotation } from "./in-place.js";
import { canonicalRebuildInputs, rebuildInputs, rebuildInputsAnnotation } from "./rebuild.js";
import { canonicalRolledInputs, rolledInputs, rolledInputsAnnotation } from "./rolled.js";

/** Annotation on a Cluster: `site.protect` of the last `up`, which the engine's state holds. */
export const protectedAnnotation = "tkg-edge/protected";

/** Annotation on a Cluster: the version of tkg-edge that wrote what the Cluster records. */
export const toolVersionAnnotation = "tkg-edge/tool-version";

type Annotations = Readonly<Record<string, string>>;

/** Annotations that a Cluster carries in addition to those of its manifest. */
export function clusterRecord(site: SiteSpec, toolVersion: string | undefined): Annotations {
  return {
    [inPlaceInputsAnnotation]: canonicalInPlaceInputs(inPlaceInputs(site)),
    [protectedAnnotation]: String(site.protect),
    ...(toolVersion !== undefined && { [toolVersionAnnotation]: toolVersion }),
  };
}

/**
 * The version that a Cluster records: the running one where anything else of its record changes, otherwise the one that is
 * there. A new release alone is no change of a Cluster.
 * @param live annotations of the site's Cluster; undefined where there is none
 * @param running version of this program
 */
export function recordedToolVersion(
  site: SiteSpec,
  vcenterServer: string,
  live: Annotations | undefined,
  running: string,
): string {
  const before = live?.[toolVersionAnnotation];
  if (live === undefined || before === undefined) return running;
  const now: Annotations = {
    ...clusterRecord(site, before),
    [rebuildInputsAnnotation]: canonicalRebuildInputs(rebuildInputs(site, vcenterServer)),
    [rolledInputsAnnotation]: canonicalRolledInputs(rolledInputs(site)),
  };
  return Object.entries(now).every(([name, value]) => live[name] === value) ? before : running;
}
