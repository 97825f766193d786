// The Cluster by which a management cluster describes itself.
import type { Manifest } from "../vendor-objects.js";

/** @param release such as "2.5.2"; without a topology, so that no controller of the sandbox acts on it */
export function ownCluster(release: string): Manifest {
  return {
    apiVersion: "cluster.x-k8s.io/v1beta1",
    kind: "Cluster",
    metadata: {
      name: "management",
      namespace: "tkg-system",
      labels: { "cluster-role.tkg.tanzu.vmware.com/management": "" },
      annotations: { TKGVERSION: `v${release}` },
    },
    spec: {},
  };
}
