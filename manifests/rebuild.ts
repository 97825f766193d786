/**
 * What forces a cluster to be destroyed and created again.
 *
 * The inputs are what the user means, in canonical form: they do not depend on key order, file form or library
 * versions, so that an upgrade of this product never rebuilds a fleet. The golden test in tests/unit holds the digest.
 */
import { inputEffects } from "../config/change-effects.js";
import { isTree } from "../config/connection-file.js";
import type { SiteSpec } from "../config/stack-spec.js";
import { sha256 } from "./digest.js";
import { changedInputs, type InputChange } from "./input-change.js";

/** Annotation on the live Cluster that holds the inputs it was built from. */
export const rebuildInputsAnnotation = "tkg-edge/rebuild-inputs";

/** Name of the input to its text, sorted by name. Version 1 of the form. */
export type RebuildInputs = Readonly<Record<string, string>>;

/** Every input of a site that cannot change in place. */
export function rebuildInputs(site: SiteSpec, vcenterServer: string): RebuildInputs {
  return rebuildInputsOf({ site, connection: { vcenter: { server: vcenterServer } } });
}

/** The same of sections that were read elsewhere. */
export function rebuildInputsOf({
  site,
  connection,
}: {
  readonly site: object;
  readonly connection: object;
}): RebuildInputs {
  const said = { ...site, connection };
  const inputs = inputEffects
    .filter(({ effect }) => effect === "rebuild")
    .flatMap(({ key, digestName, onlyWhenSet }) => {
      const value = valueAt(said, key);
      return onlyWhenSet && saysNothing(value) ? [] : [[digestName ?? key, canonicalText(value)] as const];
    });
  return Object.fromEntries(inputs.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Fields of the Cluster that only a rebuild can change, each covered by an input of the digest. */
export const replacingFields: readonly string[] = [
  ...new Set(inputEffects.flatMap(({ clusterField }) => clusterField ?? [])),
];

/** The inputs as they stand in the annotation. */
export function canonicalRebuildInputs(inputs: RebuildInputs): string {
  return JSON.stringify({ v: 1, ...inputs });
}

/** SHA-256, hex, of the canonical form: the trigger of a rebuild. */
export function rebuildDigest(inputs: RebuildInputs): string {
  return sha256(canonicalRebuildInputs(inputs));
}

/**
 * @param annotation what the live Cluster carries; undefined for a cluster that was not made by this product
 * @returns the changed inputs; undefined when the annotation cannot be read
 */
export function rebuildReasons(
  annotation: string | undefined,
  now: RebuildInputs,
): InputChange[] | undefined {
  return changedInputs(annotation, now);
}

function valueAt(tree: unknown, key: string): unknown {
  return key.split(".").reduce<unknown>((value, step) => (isTree(value) ? value[step] : undefined), tree);
}

const saysNothing = (value: unknown) => value === undefined || value === false || value === 0;

function canonicalText(value: unknown): string {
  if (value === undefined) return "";
  if (typeof value === "string") return value;
  return Array.isArray(value) ? value.join(",") : JSON.stringify(value);
}
