/** Which TKG release a management cluster is of: it describes itself by a Cluster object. */
import type { LiveObject } from "../../clients/live-object.js";

/** Label of that object. */
export const managementRole = "cluster-role.tkg.tanzu.vmware.com/management";

/** Its annotation that names the release. */
export const releaseAnnotation = "TKGVERSION";

/** @returns such as `2.2.0`; undefined where no object that names it is visible */
export function tkgReleaseOf(clusters: readonly LiveObject[]): string | undefined {
  const self = clusters.find(({ metadata }) => metadata.labels?.[managementRole] !== undefined);
  return self?.metadata.annotations?.[releaseAnnotation]?.replace(/^v/, "").split(/[-+]/)[0];
}
