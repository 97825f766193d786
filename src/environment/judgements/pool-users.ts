/** Who else uses a pool that a stack made. Pure. */
import { fullName, type ClusterFacts } from "../facts/cluster.js";
import { namedPools } from "../facts/named-pools.js";
import type { AddressClaim, PoolName } from "../facts/taken-address.js";

/** VMs of the Cluster, or of none any more, whose addresses have not been given back. */
export const stillOwn = (claims: readonly AddressClaim[], cluster: string): readonly string[] =>
  claims
    .filter((claim) => claim.isLeaving || claim.cluster === cluster)
    .map(({ vm, name }) => (vm === undefined ? `claim ${name}` : `VM ${vm}`));

/**
 * @param own name of the Cluster for which the pool was made
 * @param clusters of the pool's namespace
 * @returns in words; a Cluster that names the pool counts, also while it has no machine
 */
export function poolUsers(
  pool: PoolName,
  own: string,
  claims: readonly AddressClaim[],
  clusters: readonly ClusterFacts[],
): readonly string[] {
  const names = (cluster: ClusterFacts) =>
    namedPools(cluster.variables.get("network")).some(
      ({ kind, name }) => kind === pool.kind && name === pool.name,
    );
  const naming = clusters.filter(
    (cluster) => cluster.name !== own && cluster.namespace === pool.namespace && names(cluster),
  );
  const claiming = claims.flatMap(({ cluster, namespace = "", isLeaving }) =>
    cluster === undefined || cluster === own || isLeaving ? [] : [fullName({ name: cluster, namespace })],
  );
  const others = claims.filter(({ cluster, isLeaving }) => cluster === undefined && !isLeaving);
  return [
    ...[...new Set([...naming.map(fullName), ...claiming])].sort().map((name) => `Cluster ${name}`),
    ...others.map(
      ({ name, namespace = "", address }) =>
        `claim ${fullName({ name, namespace })}${address === undefined ? "" : ` (${address})`}`,
    ),
  ];
}
