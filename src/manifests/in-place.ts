/**
 * What changes a running cluster without a new VM. The inputs are kept on the Cluster, so that a plan which reads no state
 * knows a change of the configuration from a change that others made.
 */
import { effectOf } from "../config/change-effects.js";
import { defaultOf, siteKeys, type SiteKeys } from "../config/site-keys.js";
import type { SiteSpec } from "../config/stack-spec.js";
import { changedInputs, type InputChange } from "./input-change.js";
import { fitting, leavesOf } from "./input-text.js";

/** Annotation on the live Cluster that holds the inputs which change in place. */
export const inPlaceInputsAnnotation = "tkg-edge/in-place-inputs";

/** Key of `tkg-edge:site` to its text, sorted by key; what is long is a checksum. */
export type InPlaceInputs = Readonly<Record<string, string>>;

/**
 * Values of packages and command lines may hold a password, of which not even a checksum belongs in an annotation. The
 * values stand in the ClusterBootstrap; of the command that has run, the Cluster has the digest (`tkg-edge/after-ready`).
 */
const keptElsewhere = ["packages", "afterReady.command"];

/** Every input of a site that changes in place, but for what has its default. */
export function inPlaceInputs(site: SiteSpec, keys: SiteKeys = siteKeys): InPlaceInputs {
  const { packages, ...others } = site;
  const names = packages?.additional.map(({ refName }) => refName);
  const leaves = leavesOf({ ...others, ...(names && { packages: { additional: names } }) }, "").filter(
    ([key, text]) =>
      effectOf(key, keys.effects)?.effect === "in place" &&
      (key === "packages.additional" || !keptElsewhere.includes(key)) &&
      text !== fitting(defaultOf(key, keys), key),
  );
  return Object.fromEntries(leaves.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The inputs as they stand in the annotation, in version 1 of the form: what is absent has its default. */
export function canonicalInPlaceInputs(inputs: InPlaceInputs): string {
  return JSON.stringify({ v: 1, ...inputs });
}

/**
 * @param annotation what the live Cluster carries
 * @returns the changed inputs; undefined where the annotation is absent or cannot be read
 */
export function inPlaceChanges(
  annotation: string | undefined,
  now: InPlaceInputs,
): readonly InputChange[] | undefined {
  return changedInputs(annotation, now);
}
