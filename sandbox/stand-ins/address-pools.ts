/**
 * Stands in for Cluster API's in-cluster IPAM provider: an IPAddressClaim gets the first free address of its InClusterIPPool, as an
 * IPAddress that the claim owns, so that the garbage collector gives it back with the claim. A pool has the form of TKG 2.2 (v1alpha1
 * with one range). No release of the provider that has a public module fits Cluster API 1.2.8 in this form.
 */
import { numberOf, rangeOf, textOf, type PoolRange } from "./address-pools/ranges.js";
import { Controller, type Outcome } from "./runtime/controller.js";
import {
  isTerminating,
  keyOf,
  keyText,
  ownerReferenceTo,
  parseKey,
  type KubeObject,
} from "./runtime/objects.js";
import { resource } from "./runtime/resources.js";
import type { StandIn, StandInContext } from "./stand-in.js";

const group = "ipam.cluster.x-k8s.io";

interface PoolReference {
  readonly apiGroup?: string;
  readonly kind: string;
  readonly name: string;
}

/** A pool of TKG 2.2. */
export interface AddressPool extends KubeObject {
  spec?: { subnet?: string; start?: string; end?: string; prefix?: number; gateway?: string };
}

export interface AddressClaim extends KubeObject {
  spec?: { poolRef?: PoolReference };
  status?: { addressRef?: { readonly name: string } };
}

export interface Address extends KubeObject {
  spec?: {
    readonly address: string;
    readonly prefix: number;
    readonly gateway: string;
    readonly claimRef: { readonly name: string };
    readonly poolRef: PoolReference;
  };
}

export const pools = resource<AddressPool>(`${group}/v1alpha1`, "InClusterIPPool", "inclusterippools");
export const addressClaims = resource<AddressClaim>(`${group}/v1alpha1`, "IPAddressClaim", "ipaddressclaims");
export const addresses = resource<Address>(`${group}/v1alpha1`, "IPAddress", "ipaddresses");

export const addressPools: StandIn = {
  name: "stand-in:in-cluster-ipam",
  standsInFor: "cluster-api-ipam-provider-in-cluster, as TKG 2.2.0 has it (InClusterIPPool v1alpha1)",
  async start(context) {
    const { informer, log, signal } = context;
    const claims = informer(addressClaims);
    const controller = new Controller({
      name: "ipaddressclaim",
      reconcile: (key) => bind(context, key),
      log,
      signal,
    });
    claims.onChange(({ type, object }) => {
      if (type !== "delete") controller.enqueue(keyText(keyOf(object)));
    });
    // An address that was given back, or added to a pool, is for a claim that waits.
    for (const kind of [pools, addresses]) {
      informer<KubeObject>(kind).onChange(() => {
        for (const claim of claims.list())
          if (!claim.status?.addressRef) controller.enqueue(keyText(keyOf(claim)));
      });
    }
    await Promise.all([claims.synced(), informer(pools).synced(), informer(addresses).synced()]);
  },
};

async function bind({ client, log }: StandInContext, key: string): Promise<Outcome | undefined> {
  const claim = await client.get(addressClaims, parseKey(key));
  const reference = claim?.spec?.poolRef;
  if (!claim || isTerminating(claim) || claim.status?.addressRef || reference?.kind !== pools.kind)
    return undefined;
  const { namespace, name } = claim.metadata;
  const pool = await client.get(pools, { namespace, name: reference.name });
  if (!pool) return undefined;
  const { items } = await client.list(addresses, { namespace: namespace ?? "default" });
  const known = items.find((address) => address.metadata.name === name);
  const made = known ?? (await take(pool, items));
  if (made === undefined) {
    log(`${key}: pool ${reference.name} has no free address`);
    return undefined;
  }
  const status = { ...claim.status, addressRef: { name } };
  await client.patch(addressClaims, claim, { ...claim, status }, { subresource: "status" });
  return undefined;

  async function take(from: AddressPool, taken: readonly Address[]): Promise<Address | undefined> {
    const range = rangeOf(from.spec ?? {});
    const address = range && firstFree(range, taken, reference?.name ?? "");
    if (range === undefined || address === undefined || !claim) return undefined;
    log(`${key}: ${address} of pool ${from.metadata.name}`);
    return client.create(addresses, {
      apiVersion: `${group}/v1alpha1`,
      kind: addresses.kind,
      metadata: {
        name,
        ...(namespace !== undefined && { namespace }),
        ownerReferences: [ownerReferenceTo(claim, { controller: true, blockOwnerDeletion: true })],
      },
      spec: {
        address,
        prefix: range.prefix,
        gateway: range.gateway,
        claimRef: { name },
        poolRef: { apiGroup: group, kind: pools.kind, name: from.metadata.name },
      },
    });
  }
}

function firstFree(range: PoolRange, taken: readonly Address[], pool: string): string | undefined {
  const used = new Set(
    taken.flatMap(({ spec }) => (spec?.poolRef.name === pool ? [numberOf(spec.address)] : [])),
  );
  for (let address = range.first; address <= range.last; address += 1) {
    if (!used.has(address) && textOf(address) !== range.gateway) return textOf(address);
  }
  return undefined;
}
