/** Whether Cluster API takes a cluster from one version to another in place. Pure. */
import parse from "semver/functions/parse.js";
import { compareTkrVersions } from "../../config/tkr-version.js";

/**
 * - `same`: the very same version.
 * - `build`: another build of the same patch.
 * - `patch`, `minor`: a later patch of the same minor version, or the next minor version.
 * - `skip`: a minor version beyond the next one; kubeadm and Cluster API take one at a time.
 * - `down`: an older version.
 * - `unknown`: one of the two is no version, or it is another major version.
 */
export type VersionStep =
  | { readonly kind: "same" | "build" | "patch" | "minor" | "down" | "unknown" }
  | {
      readonly kind: "skip";
      /** The minor versions in between, such as `1.26`, in their order. */
      readonly between: readonly string[];
    };

/** @param from of a TKr or of Kubernetes, like `to` */
export function versionStep(from: string, to: string): VersionStep {
  const [before, after] = [parse(from), parse(to)];
  if (!before || !after || after.major > before.major) return { kind: "unknown" };
  if (from === to) return { kind: "same" };
  if (compareTkrVersions(to, from) < 0) return { kind: "down" };
  const minors = after.minor - before.minor;
  if (minors === 0) return { kind: after.patch === before.patch ? "build" : "patch" };
  if (minors === 1) return { kind: "minor" };
  const between = Array.from(
    { length: minors - 1 },
    (_, index) => `${before.major}.${before.minor + index + 1}`,
  );
  return { kind: "skip", between };
}

/** Whether a version is one of a minor such as `1.26`. */
export function isOfMinor(version: string, minor: string): boolean {
  const parsed = parse(version);
  return parsed !== null && `${parsed.major}.${parsed.minor}` === minor;
}
