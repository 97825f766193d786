/** The additional packages of a live ClusterBootstrap together with those of a site. Pure. */
import { isDeepStrictEqual } from "node:util";
import type { AdditionalPackage } from "../config/package-fields.js";

/** An entry as it stands in a ClusterBootstrap; what else it has is kept. */
export type NamedPackage = Pick<AdditionalPackage, "refName"> & { readonly valuesFrom?: object | undefined };

/**
 * @param refName full, or the beginning of a name with a "*" behind it
 * @param offered full names of the packages that the TKr offers
 * @returns the full name; one that no package of the TKr fits, or more than one, stays as it is
 */
export function fullPackageName(refName: string, offered: readonly string[]): string {
  if (!refName.endsWith("*")) return refName;
  const [match, second] = offered.filter((name) => name.startsWith(refName.slice(0, -1)));
  return match !== undefined && second === undefined ? match : refName;
}

/**
 * The live list in its own order, with the site's entries in the place of those of the same package, or behind them. An
 * entry of the site without values leaves the live ones as they are: TKG gives values to packages of the TKr by itself.
 * @param wanted the site's, by full names
 * @param kinds what each Package is a version of (its `spec.refName`)
 * @returns undefined where the live list has everything already
 */
export function mergedPackages(
  live: readonly NamedPackage[],
  wanted: readonly NamedPackage[],
  kinds: ReadonlyMap<string, string>,
): readonly NamedPackage[] | undefined {
  const kindOf = ({ refName }: NamedPackage) => kinds.get(refName) ?? refName;
  const kept = live.map((entry) => {
    const own = wanted.find((one) => kindOf(one) === kindOf(entry));
    return own ? { ...entry, ...defined(own) } : entry;
  });
  const added = wanted.filter((one) => !live.some((entry) => kindOf(entry) === kindOf(one))).map(defined);
  const merged = [...kept, ...added];
  return isDeepStrictEqual(merged, live) ? undefined : merged;
}

function defined({ refName, valuesFrom }: NamedPackage): NamedPackage {
  return { refName, ...(valuesFrom && { valuesFrom }) };
}
