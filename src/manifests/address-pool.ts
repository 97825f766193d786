/** The pool of a site's addresses, in the form that its management cluster takes. */
import { givenRanges, ipamGroup, poolKind, type OwnPoolSpec } from "../config/address-pool.js";
import { addressText } from "../config/network-fields.js";
import type { KubernetesObject } from "./kubernetes-object.js";

/** What a management cluster serves. */
export interface PoolForm {
  /** Of the API, such as `v1alpha2`. */
  readonly version: string;
  /** Whether a pool has a list of addresses; otherwise it has one range, as in TKG 2.2. */
  readonly hasAddresses: boolean;
}

export interface AddressPoolObject extends KubernetesObject {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: Readonly<Record<string, unknown>>;
}

/** Names of the resources of a site's pool in a state: the pool, and the component that is there before it. */
export const poolResources = (site: string): { readonly pool: string; readonly component: string } => ({
  pool: `${site}-address-pool`,
  component: `${site}-pool`,
});

export function addressPool(pool: OwnPoolSpec, { version, hasAddresses }: PoolForm): AddressPoolObject {
  const { name, namespace, addresses, prefix, gateway } = pool;
  return {
    apiVersion: `${ipamGroup}/${version}`,
    kind: poolKind,
    metadata: { name, namespace },
    spec: hasAddresses ? { addresses, prefix, gateway } : { ...oneRange(pool), prefix, gateway },
  };
}

/** @throws Error for a pool of several ranges, which is refused before */
function oneRange(pool: OwnPoolSpec): { readonly start: string; readonly end: string } {
  const [range, ...more] = givenRanges(pool);
  if (!range || more.length > 0) throw new Error(`pool ${pool.name} is not one range`);
  return { start: addressText(range.first), end: addressText(range.last) };
}
