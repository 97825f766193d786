/**
 * What forces a cluster to be destroyed and created again, and how a change of it is told.
 *
 * The inputs are what the user means, in canonical form: they do not depend on key order, file form or library
 * versions, so that an upgrade of this product never rebuilds a fleet. The golden test in tests/unit holds the digest.
 */
import { createHash } from "node:crypto";
import type { SiteSpec } from "../config/stack-spec.js";

/** Annotation on the live Cluster that holds the inputs it was built from. */
export const rebuildInputsAnnotation = "tkg-edge/rebuild-inputs";

/** Dotted key to text, sorted by key. Version 1 of the form. */
export type RebuildInputs = Readonly<Record<string, string>>;

/** Every input of a site that cannot change in place. */
export function rebuildInputs(site: SiteSpec, vcenterServer: string): RebuildInputs {
  const inputs: Record<string, string> = {
    tkrVersion: site.tkrVersion,
    className: site.className,
    os: site.os,
    cni: site.cni,
    "cpi.excludeEndpoint": String(site.cpi.excludeEndpoint),
    identityRef: site.identityRef?.name ?? "",
    controlPlaneEndpoint: site.controlPlaneEndpoint,
    "network.podCidrs": site.network.podCidrs.join(","),
    "network.serviceCidrs": site.network.serviceCidrs.join(","),
    "vcenter.server": vcenterServer,
    "placement.datacenter": site.placement.datacenter,
    "placement.datastore": site.placement.datastore,
    "placement.folder": site.placement.folder,
    "placement.network": site.placement.network,
    "placement.resourcePool": site.placement.resourcePool,
  };
  return Object.fromEntries(Object.entries(inputs).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The inputs as they stand in the annotation. */
export function canonicalRebuildInputs(inputs: RebuildInputs): string {
  return JSON.stringify({ v: 1, ...inputs });
}

/** SHA-256, hex, of the canonical form: the trigger of a rebuild. */
export function rebuildDigest(inputs: RebuildInputs): string {
  return createHash("sha256").update(canonicalRebuildInputs(inputs)).digest("hex");
}

/** One input whose change rebuilds the cluster. */
export interface RebuildReason {
  readonly input: string;
  readonly from: string;
  readonly to: string;
}

/**
 * @param annotation what the live Cluster carries; undefined for a cluster that was not made by this product
 * @returns the changed inputs; undefined when the annotation cannot be read
 */
export function rebuildReasons(
  annotation: string | undefined,
  now: RebuildInputs,
): RebuildReason[] | undefined {
  if (annotation === undefined) return undefined;
  let before: Record<string, unknown>;
  try {
    before = JSON.parse(annotation) as Record<string, unknown>;
  } catch {
    return undefined;
  }
  if (before.v !== 1) return undefined;
  return Object.entries(now)
    .filter(([input, to]) => before[input] !== to)
    .map(([input, to]) => ({
      input,
      from: typeof before[input] === "string" ? before[input] : "(not set)",
      to,
    }));
}
