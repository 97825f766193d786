/**
 * Removes the pool that a stack made for its site, after its Cluster is gone: it waits until the addresses of the Cluster's machines are
 * given back. A pool stays that another cluster uses or names, or that this stack did not make.
 *
 * Out: `{"removed": name}` or `{"kept": name, "usedBy": [...]}`.
 */
import { ManagementCluster } from "../clients/management-cluster.js";
import { addressPoolKind, clusterKind } from "../clients/resource-kinds.js";
import { poolKind } from "../config/address-pool.js";
import { removeAddressPool as contract } from "../contracts/address-pool.js";
import type { Given } from "../contracts/contract.js";
import { readCluster } from "../environment/facts/cluster.js";
import { claimsOf, type AddressClaim } from "../environment/facts/taken-address.js";
import { poolUsers, stillOwn } from "../environment/judgements/pool-users.js";
import { markOf } from "../environment/judgements/standing.js";
import { progress, runCommand } from "./command.js";
import { confirmedGone, withWayOut } from "./gone-cluster.js";
import { waitUntil } from "./wait.js";

type Input = Omit<Given<typeof contract>, "management">;
type Access = Pick<ManagementCluster, "get" | "list" | "delete">;

/** Makes the first read of the management cluster, which may not answer. */
type FirstRead = <T>(read: () => Promise<T>) => Promise<T>;

export async function main(): Promise<void> {
  await runCommand(contract, async ({ management: address, ...input }) => {
    const cluster = new ManagementCluster(address);
    if (await confirmedGone(process.env, address, cluster)) {
      progress(
        `the management cluster of context ${address.context} is gone: pool ${input.poolName} went with it`,
      );
      return { removed: input.poolName };
    }
    return removeAddressPool(cluster, input, (read) => withWayOut(address, read));
  });
}

/** @throws UserError where the addresses of the Cluster's own machines are not given back in time; the pool is there then */
export async function removeAddressPool(
  cluster: Access,
  { poolName: name, namespace, clusterName, timeoutSeconds, madeBy }: Input,
  firstRead: FirstRead = (read) => read(),
): Promise<{ readonly removed: string } | { readonly kept: string; readonly usedBy: readonly string[] }> {
  const pool = { kind: poolKind, name, namespace };
  const where = `${poolKind} ${namespace}/${name}`;
  const found = await firstRead(() => cluster.get(addressPoolKind, name, namespace));
  if (!found) return { removed: name };
  const keep = (usedBy: readonly string[], why: string) => {
    const way =
      usedBy.length > 0 ? `. To remove it later: kubectl delete inclusterippool ${name} -n ${namespace}` : "";
    progress(`${where} stays: ${why}${way}`);
    return { kept: name, usedBy };
  };
  const maker = markOf(found);
  if (maker !== madeBy) {
    return keep(
      [],
      maker === undefined ? "it does not record that this stack made it" : `it belongs to the stack ${maker}`,
    );
  }
  const claims = await waitUntil<readonly AddressClaim[]>(
    `giving back the addresses of ${where}`,
    timeoutSeconds,
    async () => {
      const all = await claimsOf(cluster, pool);
      const own = stillOwn(all, clusterName);
      return own.length === 0 ? { done: all } : { waitingFor: `the addresses of ${own.join(", ")}` };
    },
    () =>
      Promise.resolve(
        `kubectl get ipaddressclaims,ipaddresses.ipam.cluster.x-k8s.io -n ${namespace} shows who has them.`,
      ),
  );
  const clusters = (await cluster.list(clusterKind, undefined, namespace)).map(readCluster);
  const users = poolUsers(pool, clusterName, claims, clusters);
  if (users.length > 0) return keep(users, `it is used by ${users.join(", ")}`);
  progress(`removing ${where}`);
  await cluster.delete(addressPoolKind, [name], namespace);
  return { removed: name };
}
