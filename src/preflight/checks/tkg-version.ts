import { clusterKind, tkrKind } from "../../clients/resource-kinds.js";
import { isOlder } from "../../config/release-order.js";
import { releaseOf } from "../../config/tkg-releases.js";
import { failure, ok, skipped, warning } from "../../environment/finding.js";
import type { Check } from "../check.js";

/** Label of the Cluster object by which a management cluster describes itself; its annotation contains the TKG release. */
const managementRole = "cluster-role.tkg.tanzu.vmware.com/management";
const versionAnnotation = "TKGVERSION";

export const tkgVersion: Check = {
  name: "tkg-version",
  group: "management cluster",
  why: "A tiny TKr belongs to one TKG release; an older management cluster knows neither it nor every class variable.",
  remedy:
    "name the management cluster of the right release in tkg-edge:connection.managementCluster, or choose the TKr that belongs to it",
  needs: ["management-reachable"],
  sections: ["management", "site"],
  preview: "new site",
  async run({ management, tkrVersions }) {
    // Fails where the API has no such kind: then it is no management cluster of TKG 2.
    const releases = await management.list(tkrKind);
    const clusters = await management.list(clusterKind);
    const self = clusters.find(({ metadata }) => metadata.labels?.[managementRole] !== undefined);
    const version = self?.metadata.annotations?.[versionAnnotation]?.replace(/^v/, "").split(/[-+]/)[0];
    if (version === undefined) {
      return skipped(
        `it serves TKG's API (${releases.length} TKrs), but no Cluster with label ${managementRole} and annotation ` +
          `${versionAnnotation} is visible to this user`,
      );
    }
    const known = tkrVersions.flatMap((tkrVersion) => {
      const release = releaseOf(tkrVersion);
      return release ? [{ tkrVersion, tkg: release.tkg, proof: release.proof }] : [];
    });
    const belonging = ({ tkg, tkrVersion }: (typeof known)[number]) =>
      `TKG ${tkg}, to which TKr ${tkrVersion} belongs`;
    const tooOld = known.find(({ tkg }) => isOlder(version, tkg));
    // Which TKrs came with the releases after 2.2 is only partly public: an earlier one may have it too.
    if (tooOld?.proof === "public facts") {
      return warning(`TKG ${version}`, `${belonging(tooOld)}, or an earlier release that has this TKr too`);
    }
    if (tooOld) return failure(`TKG ${version}`, belonging(tooOld));
    const older = known.find(({ tkg }) => isOlder(tkg, version));
    if (older) return warning(`TKG ${version}`, belonging(older));
    return ok(`TKG ${version}`);
  },
};
