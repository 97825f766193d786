/**
 * What forces a cluster to be destroyed and created again.
 *
 * The inputs are what the user means, in canonical form: they do not depend on key order, file form or library
 * versions, nor on keys that came later and have their default, so that an upgrade of this product never rebuilds a
 * fleet. The golden test in tests/unit holds the digest.
 */
import { inputEffects } from "../config/change-effects.js";
import { defaultOf, siteKeys, valueAt, type SiteKeys } from "../config/site-keys.js";
import type { SiteSpec } from "../config/stack-spec.js";
import { sha256 } from "./digest.js";
import { firstRebuildInputs } from "./first-form.js";
import { changedInputs, type InputChange } from "./input-change.js";

/** Annotation on the live Cluster that holds the inputs it was built from. */
export const rebuildInputsAnnotation = "tkg-edge/rebuild-inputs";

/** Name of the input to its text, sorted by name. Version 1 of the form. */
export type RebuildInputs = Readonly<Record<string, string>>;

/** Every input of a site that cannot change in place. */
export function rebuildInputs(site: SiteSpec, vcenterServer: string): RebuildInputs {
  const connection = { vcenter: { server: vcenterServer } };
  const { builtFrom } = site;
  if (!builtFrom) return rebuildInputsOf({ site, connection });
  const { tkrVersion, rebuiltFrom } = builtFrom;
  const inputs = rebuildInputsOf({ site: { ...site, tkrVersion }, connection });
  return rebuiltFrom === undefined ? inputs : sorted({ ...inputs, [rebuiltFromInput]: rebuiltFrom });
}

/** Input that tells a rebuild with the version of an earlier build from that build. */
export const rebuiltFromInput = "rebuiltFrom";

/** The same of sections that were read elsewhere. */
export function rebuildInputsOf(
  { site, connection }: { readonly site: object; readonly connection: object },
  keys: SiteKeys = siteKeys,
): RebuildInputs {
  const configured = { ...site, connection };
  const inputs = keys.effects
    .filter(({ effect }) => effect === "rebuild")
    .flatMap(({ key, digestName = key }) => {
      const value = valueAt(configured, key.split("."));
      const isLeftOut = !firstRebuildInputs.has(digestName) && isDefault(value, defaultOf(key, keys));
      return isLeftOut ? [] : [[digestName, canonicalText(value)] as const];
    });
  return sorted(Object.fromEntries(inputs));
}

const sorted = (inputs: RebuildInputs): RebuildInputs =>
  Object.fromEntries(Object.entries(inputs).sort(([a], [b]) => (a < b ? -1 : 1)));

/** Fields of the Cluster that only a rebuild can change, each covered by an input of the digest. */
export const replacingFields: readonly string[] = [
  ...new Set(inputEffects.flatMap(({ clusterField }) => clusterField ?? [])),
];

/** The field that changes in place where Cluster API rolls the cluster to another version. */
const versionField = inputEffects.find(({ key }) => key === "tkrVersion")?.clusterField;

/**
 * Those of a site. A cluster that is rolled, or was, changes its version in place; where a rebuild is due, the digest replaces it.
 */
export function replacingFieldsOf({ versionChange, builtFrom }: SiteSpec): readonly string[] {
  const isRolled = versionChange === "roll" || builtFrom !== undefined;
  return isRolled ? replacingFields.filter((field) => field !== versionField) : replacingFields;
}

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

/** Without a default, off and zero count as not set. */
function isDefault(value: unknown, byDefault: unknown): boolean {
  if (value === undefined) return true;
  if (byDefault === undefined) return value === false || value === 0;
  return canonicalText(value) === canonicalText(byDefault);
}

function canonicalText(value: unknown): string {
  if (value === undefined) return "";
  if (typeof value === "string") return value;
  return Array.isArray(value) ? value.join(",") : JSON.stringify(value);
}
