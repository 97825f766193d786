/** Addresses that were taken from pools, and the machines that claim them (Cluster API's IPAM contract). */
import * as z from "zod";
import type { LiveObject } from "../../clients/live-object.js";
import {
  addressPoolKinds,
  ipAddressClaimKind,
  ipAddressKind,
  vsphereVmKind,
} from "../../clients/resource-kinds.js";
import { lenient, readAs, text } from "./lenient.js";
import type { ManagementFacts } from "./management-facts.js";

export interface PoolName {
  readonly kind: string;
  readonly name: string;
  /** @default - it is of no namespace */
  readonly namespace: string | undefined;
}

/** A machine's claim of an address. */
export interface AddressClaim {
  readonly name: string;
  readonly namespace: string | undefined;
  /** Undefined for a claim that still waits, and for an address without a claim. */
  readonly address: string | undefined;
  /** VSphereVM that has it; undefined for a claim of something else. */
  readonly vm: string | undefined;
  /** Cluster of that VSphereVM; undefined where it is gone, or belongs to none. */
  readonly cluster: string | undefined;
  /** Whether the VSphereVM is gone, so that the claim and its address follow. */
  readonly isLeaving: boolean;
}

const reference = lenient(z.object({ kind: text, name: text }));
const claimSpec = z.object({ poolRef: reference });
const addressSpec = z.object({
  address: text,
  poolRef: reference,
  claimRef: lenient(z.object({ name: text })),
});
const clusterLabel = "cluster.x-k8s.io/cluster-name";

/**
 * Every claim of a pool, and every address of it without a claim.
 * @throws UserError where the management cluster does not answer, or has no such kinds
 */
export async function claimsOf(
  management: Pick<ManagementFacts, "list">,
  pool: PoolName,
): Promise<readonly AddressClaim[]> {
  const [addresses, claims, vms] = await Promise.all([
    management.list(ipAddressKind),
    management.list(ipAddressClaimKind),
    management.list(vsphereVmKind),
  ]);
  return readClaims(pool, addresses, claims, vms);
}

export function readClaims(
  { kind, name, namespace }: PoolName,
  addresses: readonly LiveObject[],
  claims: readonly LiveObject[],
  vms: readonly LiveObject[],
): readonly AddressClaim[] {
  const isOf = (poolRef: z.output<typeof reference>, object: LiveObject) =>
    poolRef?.kind === kind &&
    poolRef.name === name &&
    (namespace === undefined || object.metadata.namespace === namespace);
  const taken = addresses.flatMap((object) => {
    const { address, poolRef, claimRef } = readAs(addressSpec, object.spec);
    if (address === undefined || !isOf(poolRef, object)) return [];
    return [{ address, claim: claimRef?.name ?? object.metadata.name, namespace: object.metadata.namespace }];
  });
  const claiming = claims.filter((object) => isOf(readAs(claimSpec, object.spec).poolRef, object));
  const known = claiming.map((object) => {
    const { metadata } = object;
    const found = taken.find(
      ({ claim, namespace: of }) => claim === metadata.name && of === metadata.namespace,
    );
    return {
      ...ownerOf(object, vms),
      ...{ name: metadata.name, namespace: metadata.namespace },
      address: found?.address,
    };
  });
  const without = taken.filter(
    ({ claim, namespace: of }) =>
      !claiming.some(({ metadata }) => metadata.name === claim && metadata.namespace === of),
  );
  return [
    ...known,
    ...without.map(({ address, claim, namespace: of }) => ({
      ...{ name: claim, namespace: of, address },
      ...{ vm: undefined, cluster: undefined, isLeaving: false },
    })),
  ];
}

/** An address that a pool has given. */
export interface GivenAddress {
  readonly address: string;
  readonly pool: PoolName;
}

/** The addresses that other pools have given. @param addresses every IPAddress of the management cluster */
export function givenByOthers(
  { kind, name, namespace }: PoolName,
  addresses: readonly LiveObject[],
): readonly GivenAddress[] {
  return addresses.flatMap((object) => {
    const { address, poolRef } = readAs(addressSpec, object.spec);
    if (address === undefined || poolRef?.kind === undefined || poolRef.name === undefined) return [];
    const of =
      addressPoolKinds.get(poolRef.kind)?.isNamespaced === false ? undefined : object.metadata.namespace;
    const pool = { kind: poolRef.kind, name: poolRef.name, namespace: of };
    const isOwn = pool.kind === kind && pool.name === name && of === namespace;
    return isOwn ? [] : [{ address, pool }];
  });
}

function ownerOf(
  { metadata }: LiveObject,
  vms: readonly LiveObject[],
): Pick<AddressClaim, "vm" | "cluster" | "isLeaving"> {
  const owner = metadata.ownerReferences?.find(({ kind }) => kind === "VSphereVM");
  if (!owner)
    return { vm: undefined, cluster: undefined, isLeaving: metadata.deletionTimestamp !== undefined };
  const vm = vms.find(
    (one) => one.metadata.name === owner.name && one.metadata.namespace === metadata.namespace,
  );
  const cluster = vm?.metadata.labels?.[clusterLabel];
  return { vm: owner.name, cluster, isLeaving: vm === undefined };
}
