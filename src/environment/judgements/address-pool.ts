/** Whether a pool has addresses left for the machines that a run creates. Pure. */
import { addressRange, countAddresses } from "../../config/address-ranges.js";
import type { AddressPoolFacts } from "../facts/address-pool.js";
import type { AddressClaim, PoolName } from "../facts/taken-address.js";
import { failure, ok, skipped, type Finding } from "../finding.js";

/** A pool that a site takes addresses from. */
export interface WantedPool extends PoolName {
  /** Config key that names it. */
  readonly path: string;
}

/**
 * What needs an address.
 * - `create`: the machine of a new Cluster.
 * - `rebuild`: the same, in place of a machine that goes before.
 * - `roll`: a machine in addition to the ones that the Cluster has, which go afterwards.
 */
export type PoolUse = "create" | "rebuild" | "roll";

/**
 * @param found undefined where there is none
 * @param claims of the pool
 * @param cluster name and namespace of the Cluster that needs an address
 */
export function poolRoom(
  wanted: WantedPool,
  found: AddressPoolFacts | undefined,
  claims: readonly AddressClaim[],
  cluster: { readonly name: string; readonly namespace: string },
  use: PoolUse,
): Finding {
  const { path } = wanted;
  const where = wherePool(wanted);
  if (!found) return failure(`there is no ${where}`, "a pool that exists", { path });
  const own = claims.filter(
    (claim) =>
      claim.cluster === cluster.name && claim.namespace === cluster.namespace && claim.address !== undefined,
  );
  // What a rebuild deletes gives its addresses back first.
  const kept = use === "rebuild" ? claims.filter((claim) => !own.includes(claim)) : claims;
  const free = freeAddresses(found, kept, use === "rebuild" ? own.length : 0);
  if (free === undefined) return skipped(`${where} does not show how many addresses it has left`);
  const count = `${free} free ${free === 1 ? "address" : "addresses"}`;
  const beside = use === "rebuild" && own.length > 0 ? ", those of the present Cluster included" : "";
  if (free > 0) return ok(`${where} has ${count}${beside}`);
  const expected =
    use === "roll"
      ? `a free address: a rolling update creates the second machine before it removes the first, so the pool needs ${own.length + 1} in all`
      : "1 free address, for the machine that this run creates";
  return failure(`${where} has ${count}${beside}`, expected, { path });
}

export const wherePool = ({ kind, name, namespace }: PoolName): string =>
  `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;

/** Counted where the form of the pool is known: what the provider reports is late after a change. */
function freeAddresses(
  { ranges, reserved, reportedFree }: AddressPoolFacts,
  claims: readonly AddressClaim[],
  returned: number,
): number | undefined {
  if (!ranges) return reportedFree === undefined ? undefined : reportedFree + returned;
  const used = claims.flatMap(({ address }) => (address === undefined ? [] : (addressRange(address) ?? [])));
  return countAddresses(ranges, [...reserved, ...used]);
}
