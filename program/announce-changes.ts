/** Tells, at preview and before an update, what becomes of the node that runs; refuses a rebuild of a protected one. */
import { log } from "@pulumi/pulumi";
import { ManagementCluster, type LiveObject, type ManagementAddress } from "../clients/management-cluster.js";
import { UserError } from "../config/problem.js";
import type { SiteSpec } from "../config/stack-spec.js";
import { rebuildInputs, rebuildInputsAnnotation, rebuildReasons } from "../manifests/rebuild.js";
import { rolledChanges, rolledInputs, rolledInputsAnnotation } from "../manifests/rolled.js";
import { takesOver } from "./adoption.js";
import { losesBootstrap, twoSteps } from "./lost-bootstrap.js";
import { rebuildNotice, refusedRebuild } from "./rebuild-notice.js";
import { rollNotice } from "./roll-notice.js";

/**
 * @param live the Cluster as it stands; without one there is nothing to lose
 * @throws UserError for a rebuild of a protected cluster
 */
export async function announceChanges(
  site: SiteSpec,
  vcenterServer: string,
  live: LiveObject | undefined,
  address: ManagementAddress,
): Promise<void> {
  if (!live || takesOver(site, live)) return;
  const annotations = live.metadata.annotations ?? {};
  const reasons = rebuildReasons(annotations[rebuildInputsAnnotation], rebuildInputs(site, vcenterServer));
  const rolled = rolledChanges(annotations[rolledInputsAnnotation], rolledInputs(site));
  if (reasons === undefined) {
    await log.warn(
      `Cluster ${site.namespace}/${site.name} does not say what it was built from (annotation ${rebuildInputsAnnotation}); ` +
        "the plan below is right, but the reasons for a rebuild cannot be told.",
    );
  } else if (reasons.length > 0) {
    const nodes = await nodesOf(new ManagementCluster(address), site);
    const rebuild = { site, reasons, takenAlong: rolled, nodes };
    if (site.protect) throw new UserError(refusedRebuild(rebuild));
    if (losesBootstrap(site, reasons)) throw new UserError(twoSteps(site));
    await log.warn(rebuildNotice(rebuild));
  } else if (rolled.length > 0) {
    await log.warn(rollNotice(site, rolled));
  }
}

/** `node NAME (VM NAME)` of every machine of the site's cluster. */
async function nodesOf(management: ManagementCluster, { name, namespace }: SiteSpec): Promise<string[]> {
  const machines = await management.list(
    "machines.cluster.x-k8s.io",
    `cluster.x-k8s.io/cluster-name=${name}`,
    namespace,
  );
  return machines.map(({ metadata, status }) => {
    const node = status?.nodeRef?.name;
    return node === undefined ? `VM ${metadata.name}` : `node ${node} (VM ${metadata.name})`;
  });
}
