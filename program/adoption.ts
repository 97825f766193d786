/** Whether a site that exists already is taken over, and what of it. */
import { log } from "@pulumi/pulumi";
import { ManagementCluster, type LiveObject } from "../clients/management-cluster.js";
import type { Adopted } from "../components/adoption.js";
import type { StackSpec } from "../config/stack-spec.js";
import { rebuildInputsAnnotation } from "../manifests/rebuild.js";

/**
 * @param live the site's Cluster as it stands
 * @returns undefined where there is nothing to take over: no Cluster, or one that this program has made or taken already
 */
export async function adoptionOf(
  { site, connection }: StackSpec,
  live: LiveObject | undefined,
): Promise<Adopted | undefined> {
  const { managementCluster } = connection;
  if (site?.adopt !== true || !managementCluster || !live) return undefined;
  if (live.metadata.annotations?.[rebuildInputsAnnotation] !== undefined) return undefined;
  const management = new ManagementCluster(managementCluster);
  const secret = site.identityRef ? undefined : await management.get("secrets", site.name, site.namespace);
  await log.info(
    `taking over the Cluster ${site.namespace}/${site.name} as it stands (site.adopt). Compare every change that is shown: ` +
      "what differs from how it was made is changed, and a changed machine is rolled by Cluster API",
  );
  return { cluster: true, credentials: secret !== undefined };
}
