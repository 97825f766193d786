/** `site.network.addressPool`: the pool that a stack makes for the addresses of its node. */
import type { AddressPool } from "./address-pool-fields.js";
import { addressRange, withoutRanges, type AddressRange } from "./address-ranges.js";
import { addressNumber, addressText, blockAround } from "./network-fields.js";
import type { Rough } from "./parse-section.js";
import type { Site } from "./site.js";

/** API group of Cluster API's addresses, claims and pools. */
export const ipamGroup = "ipam.cluster.x-k8s.io";

/** Kind of a pool that belongs to a namespace. */
export const poolKind = "InClusterIPPool";

/** A pool that a stack makes, with its name and its place. */
export interface OwnPoolSpec extends AddressPool {
  readonly name: string;
  readonly namespace: string;
}

/** The pool that the stack makes for a site; undefined where it makes none. */
export function ownPoolOf({
  name,
  namespace,
  network,
}: Pick<Site, "name" | "namespace" | "network">): OwnPoolSpec | undefined {
  const pool = network.addressPool;
  return pool && { ...pool, name: pool.name ?? name, namespace };
}

export const poolReference = (name: string) => ({ apiGroup: ipamGroup, kind: poolKind, name });

/** The site with the variable by which a ClusterClass names the pool. What the user set there is kept, and reported by a rule. */
export function withPoolReference(site: Rough<Site>): Rough<Site> {
  const pool = site.network?.addressPool;
  const name = pool?.name ?? site.name;
  const network = site.variables?.network;
  if (!pool || name === undefined || network?.addressesFromPools !== undefined) return site;
  const referring = { ...network, addressesFromPools: [poolReference(name)] };
  return { ...site, variables: { ...site.variables, network: referring } };
}

/** The addresses that a provider gives: without the subnet's first and last. In order; adjacent ranges are one. */
export function givenRanges({
  addresses: all,
  prefix,
  gateway,
}: Pick<AddressPool, "addresses" | "prefix" | "gateway">): readonly AddressRange[] {
  const ranges = all.map(addressRange).filter((range) => range !== undefined);
  const subnet = blockAround(addressNumber(gateway), prefix);
  const never = [subnet.first, subnet.last].map((address) => ({ first: address, last: address }));
  return withoutRanges(ranges, never);
}

export const rangeText = ({ first, last }: AddressRange): string =>
  first === last ? addressText(first) : `${addressText(first)}-${addressText(last)}`;
