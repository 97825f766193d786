import type { LiveObject } from "../clients/management-cluster.js";
import type { Problem } from "../config/problem.js";
import type { SiteSpec } from "../config/stack-spec.js";

interface ClusterSpec {
  readonly controlPlaneEndpoint?: { readonly host?: string };
  readonly topology?: {
    readonly variables?: readonly { readonly name?: string; readonly value?: unknown }[];
  };
}

/**
 * Two Clusters with one address would take the Kubernetes API away from each other, whichever node starts later.
 * @param clusters every Cluster of the management cluster
 */
export function endpointProblems(
  site: Pick<SiteSpec, "name" | "namespace" | "controlPlaneEndpoint">,
  clusters: readonly LiveObject[],
): Problem[] {
  const address = site.controlPlaneEndpoint;
  const users = clusters
    .filter(({ metadata }) => metadata.name !== site.name || metadata.namespace !== site.namespace)
    .filter((cluster) => endpointsOf(cluster).includes(address))
    .map(({ metadata }) => `${metadata.namespace ?? ""}/${metadata.name}`);
  if (users.length === 0) return [];
  return [
    {
      path: "tkg-edge:site.controlPlaneEndpoint",
      found: `"${address}", which the Cluster ${users.join(", ")} uses`,
      expected: "an address of this site's own; was a site renamed? then destroy it under its old name first",
    },
  ];
}

/** The address that a Cluster has, and the one that it asks for. */
function endpointsOf(cluster: LiveObject): readonly unknown[] {
  const spec = (cluster.spec ?? {}) as ClusterSpec;
  const asked = spec.topology?.variables?.find(({ name }) => name === "apiServerEndpoint")?.value;
  return [spec.controlPlaneEndpoint?.host, asked];
}
