/** The objects that a stack creates for a site beside its Cluster, under the Cluster's name. */
import type { LiveObject } from "../../clients/live-object.js";
import type { ManagementCluster } from "../../clients/management-cluster.js";
import { bootstrapKind, calicoConfigKind, cpiConfigKind } from "../../clients/resource-kinds.js";
import type { SiteSpec } from "../../config/stack-spec.js";
import { configuredPackages } from "../../manifests/cluster-bootstrap.js";

/** As kubectl takes them, by the kind that their objects name. */
const resources = {
  Secret: "secrets",
  CalicoConfig: calicoConfigKind,
  VSphereCPIConfig: cpiConfigKind,
  ClusterBootstrap: bootstrapKind,
} as const;

export type KindBeside = keyof typeof resources;

/** A kind as kubectl takes it. */
export const resourceBeside = (kind: KindBeside): string => resources[kind];

/** Kinds that a site has, in the order in which they are created. */
export function kindsBeside(site: SiteSpec): readonly KindBeside[] {
  const { cni, cpi } = configuredPackages(site);
  return [
    ...(site.identityRef ? [] : (["Secret"] as const)),
    ...(cni ? (["CalicoConfig"] as const) : []),
    ...(cpi ? (["VSphereCPIConfig"] as const) : []),
    ...(cni || cpi ? (["ClusterBootstrap"] as const) : []),
  ];
}

/** What exists of them, by one call. @param kinds @default - those that the site has */
export function objectsBeside(
  cluster: Pick<ManagementCluster, "getAll">,
  site: SiteSpec,
  kinds: readonly KindBeside[] = kindsBeside(site),
): Promise<readonly LiveObject[]> {
  return objectsNamed(cluster, site, kinds);
}

type Name = Pick<SiteSpec, "name" | "namespace">;

function objectsNamed(
  cluster: Pick<ManagementCluster, "getAll">,
  { name, namespace }: Name,
  kinds: readonly KindBeside[],
): Promise<readonly LiveObject[]> {
  return cluster.getAll(
    kinds.map((kind) => `${resources[kind]}/${name}`),
    namespace,
  );
}

/** Every kind, also those that a site leaves to TKG. */
export const allKindsBeside = Object.keys(resources) as readonly KindBeside[];

/** What exists of every kind, for a cluster of which nothing else is known. */
export const everythingBeside = (
  cluster: Pick<ManagementCluster, "getAll">,
  name: Name,
): Promise<readonly LiveObject[]> => objectsNamed(cluster, name, allKindsBeside);
