/**
 * What a site's Cluster was built from and rolled to, as annotations record it: on the Cluster, and in the stack's own state,
 * which stands in for what another client removed, damaged or changed on the Cluster.
 */
import * as z from "zod";
import type { LiveObject } from "../clients/live-object.js";
import type { SiteSpec } from "../config/stack-spec.js";
import { readRecorded } from "../environment/facts/recorded-object.js";
import type { RecordedResource } from "../environment/judgements/standing.js";
import { sha256 } from "../manifests/digest.js";
import { rebuildInputsAnnotation } from "../manifests/rebuild.js";
import { versionRecord } from "../manifests/version-record.js";

export type Annotations = Readonly<Record<string, string>>;
export type Records = readonly Pick<RecordedResource, "urn" | "outputs">[];

/** Outputs of one resource of a site. @param part of its name, such as `rebuild-gate` */
export const recordedPart = (
  { name }: Pick<SiteSpec, "name">,
  records: Records,
  part: string,
): RecordedResource["outputs"] | undefined =>
  records.find(({ urn }) => urn.endsWith(`::${name}-${part}`))?.outputs;

const triggers = z.array(z.unknown()).catch([]);

/** The digest with which the gate of a site ran last; undefined where it never ran. */
export const gateTrigger = (site: Pick<SiteSpec, "name">, records: Records): unknown =>
  triggers.parse(recordedPart(site, records, "rebuild-gate")?.triggers)[0];

/** @returns the digest of what the Cluster in the state was built from; undefined where there is none */
export function recordedTrigger(site: Pick<SiteSpec, "name">, records: Records): string | undefined {
  const { annotations } = readRecorded(recordedPart(site, records, "cluster") ?? {});
  const inputs = annotations[rebuildInputsAnnotation];
  return inputs === undefined ? undefined : sha256(inputs);
}

/** Whether the Cluster in the state is the one that the gate let through last, so that no rebuild of it is under way. */
export function isSettled(site: Pick<SiteSpec, "name">, records: Records): boolean {
  const trigger = recordedTrigger(site, records);
  return trigger !== undefined && trigger === gateTrigger(site, records);
}

/** Annotations of the Cluster in the state; undefined where there is none, or one in another namespace, which is another Cluster. */
export function recordedAnnotations(
  site: Pick<SiteSpec, "name" | "namespace">,
  records: Records,
): Annotations | undefined {
  const { annotations, namespace } = readRecorded(recordedPart(site, records, "cluster") ?? {});
  return namespace === site.namespace ? annotations : undefined;
}

/**
 * Where the state is settled, its inputs of the build count; otherwise those of the Cluster do. What the Cluster was rolled
 * to comes from the Cluster, which knows of a run that was killed before it recorded that.
 * @param live the site's Cluster as it stands
 * @returns the records of a Cluster, the one that counts first; none where there is no Cluster
 */
export function buildRecords(
  site: Pick<SiteSpec, "name" | "namespace">,
  live: LiveObject | undefined,
  records: Records,
): readonly Annotations[] {
  const recorded = recordedAnnotations(site, records);
  if (!live) return recorded ? [recorded] : [];
  const shown = { ...recorded, ...live.metadata.annotations };
  const inputs = recorded?.[rebuildInputsAnnotation];
  if (!recorded || inputs === undefined) return [shown];
  const mixed = { ...shown, [rebuildInputsAnnotation]: inputs };
  return isSettled(site, records) ? [mixed, shown, recorded] : [shown, mixed, recorded];
}

/** The first of {@link buildRecords} that can be read; where none can, the first. */
export function buildRecord(...args: Parameters<typeof buildRecords>): Annotations {
  const all = buildRecords(...args);
  return all.find((one) => versionRecord(one) !== undefined) ?? all[0] ?? {};
}
