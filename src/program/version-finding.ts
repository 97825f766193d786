/** Whether the Cluster of a site can be rolled to its version, as a preview finds it. */
import type { LiveObject } from "../clients/live-object.js";
import { readCluster } from "../environment/facts/cluster.js";
import type { ManagementFacts } from "../environment/facts/management-facts.js";
import type { Finding } from "../environment/finding.js";
import { checkRoll, checkVersionStep } from "../environment/questions/version-roll.js";
import { cluster as clusterManifest } from "../manifests/cluster.js";
import type { SeenSite } from "./gate-task.js";

/** @throws UserError when the management cluster does not answer */
export function versionFinding(
  { site, vcenter, importsTemplate }: Pick<SeenSite, "site" | "vcenter" | "importsTemplate">,
  live: LiveObject,
  management: Pick<ManagementFacts, "get" | "installedVersions" | "dryRunApply">,
): Promise<Finding> {
  const wanted = { tkrVersion: site.tkrVersion, live: readCluster(live) };
  // Admission refuses a Cluster without its template; the gate tries it once the template is there.
  return importsTemplate
    ? checkVersionStep(management, wanted)
    : checkRoll(management, { ...wanted, cluster: clusterManifest(site, vcenter) });
}
