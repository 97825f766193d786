/** Releases of TKG, vCenter and command-line tools compare as versions: "2.10.0" is newer than "2.2.0". */
import coerce from "semver/functions/coerce.js";
import lessThan from "semver/functions/lt.js";

/**
 * Whether a release comes before another.
 * @param version such as "2.10.0", "v2.1.1+vmware.1", "8.0"; a text without a number comes before nothing
 */
export function isOlder(version: string, other: string): boolean {
  const [one, two] = [coerce(version), coerce(other)];
  return one !== null && two !== null && lessThan(one, two);
}

/** @returns 8 of "8.0.1"; undefined where there is no number */
export function majorOf(version: string): number | undefined {
  return coerce(version)?.major;
}
