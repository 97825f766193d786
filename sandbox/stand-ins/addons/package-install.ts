/**
 * The PackageInstall of a Cluster's kapp-controller, which the addons manager makes in the management cluster; those of the
 * other packages are in the workload cluster (measured F.4). No kapp-controller works here: it counts as installed when the
 * packages do.
 */
import type { KubeObject } from "../runtime/objects.js";
import { apiVersionOf, resource } from "../runtime/resources.js";
import type { StandInContext } from "../stand-in.js";
import { packages, systemNamespace, type Cluster, type ClusterBootstrap } from "../tkg/api.js";
import { clusterOwner, shortName } from "./clone.js";
import { kubeconfigSecretKey } from "./workload.js";

export interface PackageInstall extends KubeObject {
  spec?: Record<string, unknown>;
  status?: {
    conditions?: { type: string; status: string }[];
    friendlyDescription?: string;
    observedGeneration?: number;
  };
}

export const packageInstalls = resource<PackageInstall>(
  "packaging.carvel.dev/v1alpha1",
  "PackageInstall",
  "packageinstalls",
);

/** Makes the PackageInstall, or moves it to the version that the ClusterBootstrap names. */
export async function ensurePackageInstall(
  { client }: StandInContext,
  cluster: Cluster,
  { spec: { kapp } }: ClusterBootstrap,
): Promise<void> {
  if (kapp === undefined) return;
  const { refName, version } = (
    await client.read(packages, { namespace: systemNamespace, name: kapp.refName })
  ).spec;
  const { name: kubeconfig } = kubeconfigSecretKey(cluster);
  const name = `${cluster.metadata.name}-${shortName(refName)}`;
  const wanted = {
    cluster: { kubeconfigSecretRef: { name: kubeconfig, key: "value" } },
    packageRef: { refName, versionSelection: { constraints: version, prereleases: {} } },
    values: [{ secretRef: { name: `${name}-data-values` } }],
    syncPeriod: "10m0s",
  };
  const { namespace } = cluster.metadata;
  const existing = await client.get(packageInstalls, { namespace, name });
  if (existing === undefined) {
    await client.create(packageInstalls, {
      apiVersion: apiVersionOf(packageInstalls),
      kind: packageInstalls.kind,
      metadata: { name, namespace: namespace ?? "", ownerReferences: [clusterOwner(cluster)] },
      spec: wanted,
    });
  } else {
    await client.patch(packageInstalls, existing, { ...existing, spec: { ...existing.spec, ...wanted } });
  }
}

/** Reports it as reconciled. */
export async function reportInstalled(
  { client }: StandInContext,
  cluster: Cluster,
  { spec: { kapp } }: ClusterBootstrap,
): Promise<void> {
  if (kapp === undefined) return;
  const name = `${cluster.metadata.name}-${shortName(kapp.refName)}`;
  const existing = await client.get(packageInstalls, { namespace: cluster.metadata.namespace, name });
  if (existing === undefined) return;
  const status = {
    conditions: [{ type: "ReconcileSucceeded", status: "True" }],
    friendlyDescription: "Reconcile succeeded",
    observedGeneration: existing.metadata.generation ?? 1,
  };
  await client.patch(packageInstalls, existing, { ...existing, status }, { subresource: "status" });
}
