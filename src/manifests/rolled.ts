/**
 * What makes Cluster API roll the node: a second VM comes up, etcd moves to it, the first goes. The inputs are kept on
 * the Cluster, so that a preview can show what changes; nothing is decided by them.
 */
import { effectOf } from "../config/change-effects.js";
import { defaultOf, siteKeys, type SiteKeys } from "../config/site-keys.js";
import type { SiteSpec } from "../config/stack-spec.js";
import { firstRolledInputs } from "./first-form.js";
import { changedInputs, type InputChange } from "./input-change.js";
import { fitting, leavesOf } from "./input-text.js";

/** Annotation on the live Cluster that holds the inputs its node was made of. */
export const rolledInputsAnnotation = "tkg-edge/rolled-inputs";

/** Key of `tkg-edge:site` to its text, sorted by key; what is long or may be secret is a checksum. */
export type RolledInputs = Readonly<Record<string, string>>;

/**
 * Every input of a site that Cluster API rolls, but for what came after the first release and has its default. The version is
 * one where it is not that of the build: the cluster was rolled to it.
 */
export function rolledInputs(site: SiteSpec, keys: SiteKeys = siteKeys): RolledInputs {
  const leaves = leavesOf(site, "").filter(
    ([key, text]) =>
      effectOf(key, keys.effects)?.effect === "rolled" &&
      (firstRolledInputs.has(key) || text !== fitting(defaultOf(key, keys), key)),
  );
  const version = rolledVersion(site);
  const all = version === undefined ? leaves : [...leaves, ["tkrVersion", version] as const];
  return Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** TKr version that the Cluster of a site is rolled to, or was; undefined where it has that of its build. */
export function rolledVersion({
  builtFrom,
  tkrVersion,
}: Pick<SiteSpec, "builtFrom" | "tkrVersion">): string | undefined {
  return builtFrom !== undefined && builtFrom.tkrVersion !== tkrVersion ? tkrVersion : undefined;
}

/** The inputs as they stand in the annotation, in version 1 of the form: what is absent has its default. */
export function canonicalRolledInputs(inputs: RolledInputs): string {
  return JSON.stringify({ v: 1, ...inputs });
}

/**
 * @param annotation what the live Cluster carries
 * @returns the changed inputs; none where the annotation is absent or cannot be read
 */
export function rolledChanges(annotation: string | undefined, now: RolledInputs): readonly InputChange[] {
  return changedInputs(annotation, now) ?? [];
}
