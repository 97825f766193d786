/**
 * `site.rebuild.generation` as it counts: only a raise forces a rebuild. A value that was removed or lowered after the
 * rebuild it forced is replaced by the recorded one, so that the digest stays what it is.
 */
import { log } from "@pulumi/pulumi";
import type { SiteSpec } from "../config/stack-spec.js";
import { atGeneration, recordedGeneration } from "../manifests/generation.js";
import { rebuildDigest, rebuildInputs, rebuildInputsAnnotation } from "../manifests/rebuild.js";
import { versionRecord } from "../manifests/version-record.js";
import { buildRecord, gateTrigger, type Annotations } from "./build-record.js";
import type { SeenVersion } from "./built-version.js";

/** Of a Cluster whose record is lost, generations up to this one are found by what the gate ran with. */
const most = 100;

/**
 * @param seen with the site's Cluster as it stands. Without one there is nothing to rebuild: what is configured counts. A Cluster that
 *   cannot be read has ended the run before.
 */
export async function atRecordedGeneration(seen: SeenVersion): Promise<SiteSpec> {
  const { site, live, state } = seen;
  if (!live) return site;
  const configured = site.rebuild.generation;
  const built = builtGeneration(seen, buildRecord(site, live, state));
  if (configured >= built) return site;
  if (configured > 0) await log.warn(noRebuild(configured, built));
  return atGeneration(site, built);
}

/**
 * The record counts, but never beyond what the gate let through last, since a generation never goes down: an annotation that
 * another client raised, or removed and a refresh took out of the state, rebuilds nothing.
 */
function builtGeneration(seen: SeenVersion, record: Annotations): number {
  const recorded = recordedGeneration(record[rebuildInputsAnnotation]);
  const passed = passedGeneration(seen, record, recorded ?? 0);
  return Math.min(recorded ?? passed ?? 0, passed ?? recorded ?? 0);
}

/** The generation with which the gate ran last; undefined where it never ran, or where something else changed since. */
function passedGeneration(
  { site, vcenterServer, state }: SeenVersion,
  record: Annotations,
  recorded: number,
): number | undefined {
  const passed = gateTrigger(site, state);
  if (passed === undefined) return undefined;
  const builtFrom = versionRecord(record)?.builtFrom;
  const sites = builtFrom ? [site, { ...site, builtFrom }] : [site];
  const candidates = [recorded, site.rebuild.generation, ...Array.from({ length: most + 1 }, (_, n) => n)];
  return candidates.find((generation) =>
    sites.some(
      (one) => rebuildDigest(rebuildInputs(atGeneration(one, generation), vcenterServer)) === passed,
    ),
  );
}

function noRebuild(configured: number, recorded: number): string {
  return (
    `tkg-edge:site.rebuild.generation: ${configured} forces no rebuild, because the running cluster was built with ${recorded}. ` +
    `To rebuild it, set ${recorded + 1}; otherwise remove the key.`
  );
}
