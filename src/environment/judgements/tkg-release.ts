/** Is a management cluster of the TKG release that the TKrs of a stack belong to? Pure. */
import { isOlder } from "../../config/release-order.js";
import { releaseOf } from "../../config/tkg-releases.js";
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
  const known = tkrVersions.flatMap((tkrVersion) => {
    const of = releaseOf(tkrVersion);
    return of ? [{ tkrVersion, tkg: of.tkg, proof: of.proof }] : [];
  });
  const belongs = ({ tkg, tkrVersion }: (typeof known)[number]) =>
    `TKG ${tkg}, to which TKr ${tkrVersion} belongs`;
  const tooOld = known.find(({ tkg }) => isOlder(release, tkg));
  // Which TKrs came with the releases after 2.2 is only partly public: an earlier one may have it too.
  if (tooOld?.proof === "public facts") {
    return warning(`TKG ${release}`, `${belongs(tooOld)}, or an earlier release that has this TKr too`);
  }
  if (tooOld) return failure(`TKG ${release}`, belongs(tooOld));
  const older = known.find(({ tkg }) => isOlder(tkg, release));
  return older ? warning(`TKG ${release}`, belongs(older)) : ok(`TKG ${release}`);
}
