/** Is a management cluster of the TKG release that the TKrs of a stack belong to? Pure. */
import { isOlder } from "../../config/release-order.js";
import { tkgReleases } from "../../config/tkg-releases.js";
import { managementRole, releaseAnnotation } from "../facts/tkg-release.js";
import { failure, ok, skipped, warning, type Finding } from "../finding.js";

export interface SeenRelease {
  /** Undefined where it is not visible. */
  readonly release: string | undefined;
  /** How many TKrs it has. */
  readonly tkrs: number;
}

/** @param tkrVersions that the stack installs or uses */
export function tkgRelease(tkrVersions: readonly string[], { release, tkrs }: SeenRelease): Finding {
  if (release === undefined) {
    return skipped(
      `it serves TKG's API (${tkrs} TKrs), but no Cluster with label ${managementRole} and annotation ` +
        `${releaseAnnotation} is visible to this user`,
    );
  }
  const known = tkgReleases.filter(({ tkrVersion }) => tkrVersions.includes(tkrVersion));
  const belongs = ({ tkg, tkrVersion }: (typeof known)[number]) =>
    `TKG ${tkg}, to which TKr ${tkrVersion} belongs`;
  const tooOld = known.find(({ tkg }) => isOlder(release, tkg));
  if (tooOld) return failure(`TKG ${release}`, belongs(tooOld));
  const older = known.find(({ tkg }) => isOlder(tkg, release));
  return older ? warning(`TKG ${release}`, belongs(older)) : ok(`TKG ${release}`);
}
