/** How notices show a change of version: from the version that runs, which need not be that of the build. */
import type { SiteSpec } from "../config/stack-spec.js";
import { kubernetesVersion } from "../config/tkr-version.js";
import type { InputChange } from "../manifests/input-change.js";
import { rebuiltFromInput } from "../manifests/rebuild.js";

const version = "tkrVersion";
const isVersion = ({ input }: InputChange): boolean => input === version || input === rebuiltFromInput;

/** @param current version that the Cluster has; undefined where it is not recorded */
export function reasonsToShow(
  reasons: readonly InputChange[],
  { tkrVersion }: Pick<SiteSpec, "tkrVersion">,
  current: string | undefined,
): readonly InputChange[] {
  if (current === undefined || !reasons.some(isVersion)) return reasons;
  const others = reasons.filter((change) => !isVersion(change));
  return current === tkrVersion
    ? others
    : [...others, { input: version, from: current, to: tkrVersion }].sort((a, b) =>
        a.input < b.input ? -1 : 1,
      );
}

/** @param current as in {@link reasonsToShow} */
export const rolledToShow = (
  rolled: readonly InputChange[],
  current: string | undefined,
): readonly InputChange[] =>
  rolled.map((change) => (change.input === version ? { ...change, from: current ?? change.from } : change));

/**
 * @param current TKr that this stack brought the Cluster to
 * @param topology Kubernetes version that the Cluster has
 * @returns undefined where the two agree, or another change is due
 */
export function otherVersionNotice(
  { name, namespace, versionChange, tkrVersion }: SiteSpec,
  current: string | undefined,
  topology: string | undefined,
): string | undefined {
  const wanted = kubernetesVersion(tkrVersion);
  if (versionChange !== "roll" || current !== tkrVersion || topology === undefined || topology === wanted)
    return undefined;
  return (
    `Cluster ${namespace}/${name} has Kubernetes ${topology}, to which another client changed it, and tkg-edge:site.tkrVersion is ` +
    `${tkrVersion}. Set the key to the TKr that runs: Cluster API takes no cluster back to an older version, and refuses the next ` +
    "update of this Cluster otherwise."
  );
}
