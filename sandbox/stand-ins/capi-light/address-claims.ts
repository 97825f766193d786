// The addresses of a machine from pools, as CAPV 1.5.3 claims them: one IPAddressClaim for each pool, owned by the VSphereVM and kept by
// a finalizer until the VM is gone.
import { addressClaims, addresses, type AddressClaim } from "../address-pools.js";
import { ownerReferenceTo } from "../runtime/objects.js";
import { apiVersionOf } from "../runtime/resources.js";
import type { StandInContext } from "../stand-in.js";
import type { StatusObject } from "./kinds.js";
import { finalizers } from "./owned-objects.js";
import type { PoolReference } from "./placement.js";

/** @returns the addresses, or undefined while one is not given yet */
export async function claimAddresses(
  vm: StatusObject,
  pools: readonly PoolReference[],
  context: StandInContext,
): Promise<readonly string[] | undefined> {
  const claims = await Promise.all(pools.map((pool, index) => ensureClaim(vm, pool, index, context)));
  const names = claims.map(({ status }) => status?.addressRef?.name);
  const given: string[] = [];
  for (const name of names) {
    if (name === undefined) return undefined;
    const address = await context.client.get(addresses, { namespace: vm.metadata.namespace, name });
    if (!address?.spec) return undefined;
    given.push(address.spec.address);
  }
  return given;
}

async function ensureClaim(
  vm: StatusObject,
  pool: PoolReference,
  index: number,
  { client }: StandInContext,
): Promise<AddressClaim> {
  const { namespace = "default", name: vmName } = vm.metadata;
  // The first number is the network device, of which a node has one.
  const name = `${vmName}-0-${index}`;
  const known = await client.get(addressClaims, { namespace, name });
  if (known) return known;
  return client.create(addressClaims, {
    apiVersion: apiVersionOf(addressClaims),
    kind: addressClaims.kind,
    metadata: {
      ...{ name, namespace },
      ownerReferences: [ownerReferenceTo(vm)],
      finalizers: [finalizers.addressClaim],
    },
    spec: { poolRef: pool },
  });
}

/** Lets the claims of a VM go that is gone: the garbage collector deletes them with their owner. */
export async function releaseAddresses(vm: StatusObject, { client }: StandInContext): Promise<void> {
  const { items } = await client.list(addressClaims, { namespace: vm.metadata.namespace ?? "default" });
  const own = items.filter(({ metadata }) =>
    (metadata.ownerReferences ?? []).some(({ uid }) => uid === vm.metadata.uid),
  );
  for (const claim of own) {
    const left = (claim.metadata.finalizers ?? []).filter((entry) => entry !== finalizers.addressClaim);
    await client.patch(addressClaims, claim, { ...claim, metadata: { ...claim.metadata, finalizers: left } });
  }
}
