/**
 * Reports how many addresses the pool of a site has left. Its resource is there for the delete, which is remove-address-pool: a pool
 * that other clusters use has to stay.
 *
 * Out: `{"pool": name, "inUse": number}`.
 */
import { ManagementCluster } from "../clients/management-cluster.js";
import { addressPoolKind } from "../clients/resource-kinds.js";
import { poolKind } from "../config/address-pool.js";
import { UserError } from "../config/problem.js";
import { checkAddressPool } from "../contracts/address-pool.js";
import { claimsOf } from "../environment/facts/taken-address.js";
import { progress, runCommand } from "./command.js";

export async function main(): Promise<void> {
  await runCommand(checkAddressPool, async ({ management, poolName: name, namespace }) => {
    const cluster = new ManagementCluster(management);
    const where = `${poolKind} ${namespace}/${name}`;
    if (!(await cluster.get(addressPoolKind, name, namespace))) {
      throw new UserError(`${where} is gone; run pulumi up again, which creates it.`);
    }
    const inUse = (await claimsOf(cluster, { kind: poolKind, name, namespace })).length;
    progress(`${where} is there; addresses in use: ${inUse}`);
    return { pool: name, inUse };
  });
}
