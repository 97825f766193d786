/** Rules of the pool that a stack makes: what a machine with one of its addresses could not reach, or would take from others. */
import type { AddressPool } from "../address-pool-fields.js";
import { givenRanges, poolReference, rangeText } from "../address-pool.js";
import { addressRange, type AddressRange } from "../address-ranges.js";
import type { Draft } from "../draft.js";
import { addressNumber, addressText, blockAround, cidrRange } from "../network-fields.js";
import type { Rough } from "../parse-section.js";
import type { Problem } from "../problem.js";
import { blocks, servers } from "./networks.js";

export const addressPoolRules = [
  addressesInSubnet,
  gatewayIsHost,
  addressesAreFree,
  addressesOutsideBlocks,
  someAddressIsGiven,
  poolIsReferencedOnce,
];

const poolPath = "tkg-edge:site.network.addressPool";

interface Entry {
  readonly path: string;
  readonly value: string;
  readonly range: AddressRange;
}

const poolOf = ({ site }: Draft): Rough<AddressPool> | undefined => site?.network?.addressPool;

function entriesOf(draft: Draft): readonly Entry[] {
  return (poolOf(draft)?.addresses ?? []).flatMap((value, index) => {
    const range = addressRange(value);
    return range ? [{ path: `${poolPath}.addresses[${index}]`, value, range }] : [];
  });
}

const overlaps = (one: AddressRange, other: AddressRange): boolean =>
  one.first <= other.last && other.first <= one.last;

const single = (address: string): AddressRange => {
  const number = addressNumber(address);
  return { first: number, last: number };
};

function subnetOf(draft: Draft): { readonly range: AddressRange; readonly text: string } | undefined {
  const { gateway, prefix } = poolOf(draft) ?? {};
  if (gateway === undefined || prefix === undefined) return undefined;
  const range = blockAround(addressNumber(gateway), prefix);
  return { range, text: `${addressText(range.first)}/${prefix}` };
}

function addressesInSubnet(draft: Draft): Problem[] {
  const subnet = subnetOf(draft);
  if (!subnet) return [];
  const isInside = ({ first, last }: AddressRange) =>
    first >= subnet.range.first && last <= subnet.range.last;
  return entriesOf(draft)
    .filter(({ range }) => !isInside(range))
    .map(({ path, value }) => ({
      path,
      found: `"${value}"`,
      expected: `addresses of ${subnet.text}, the subnet that addressPool.gateway and addressPool.prefix give`,
    }));
}

function gatewayIsHost(draft: Draft): Problem[] {
  const subnet = subnetOf(draft);
  const gateway = poolOf(draft)?.gateway;
  if (!subnet || gateway === undefined) return [];
  const number = addressNumber(gateway);
  if (number !== subnet.range.first && number !== subnet.range.last) return [];
  return [
    {
      path: `${poolPath}.gateway`,
      found: `"${gateway}"`,
      expected: `an address that a machine of ${subnet.text} can have, which its first and last are not`,
    },
  ];
}

/** Addresses that something else has: the gateway, the endpoint, servers. */
function addressesAreFree(draft: Draft): Problem[] {
  const endpoint = draft.site?.controlPlaneEndpoint;
  const others = [
    ...servers(draft),
    ...(endpoint === undefined ? [] : [{ path: "tkg-edge:site.controlPlaneEndpoint", host: endpoint }]),
  ];
  return entriesOf(draft).flatMap(({ path, value, range }) =>
    others
      .filter(({ host }) => overlaps(range, single(host)))
      .map((other) => ({
        path,
        found: `"${value}"`,
        expected: `addresses without ${other.host}, which is ${other.path}`,
      })),
  );
}

/** A node whose own address is one of its pods' or services' is not reached. */
function addressesOutsideBlocks(draft: Draft): Problem[] {
  return entriesOf(draft).flatMap(({ path, value, range }) =>
    blocks(draft)
      .filter(({ cidr }) => overlaps(range, cidrRange(cidr)))
      .map(({ cidr, what }) => ({
        path,
        found: `"${value}"`,
        expected: `addresses outside the cluster's ${what} ${cidr}`,
      })),
  );
}

function someAddressIsGiven(draft: Draft): Problem[] {
  const { addresses, prefix, gateway } = poolOf(draft) ?? {};
  if (addresses === undefined || prefix === undefined || gateway === undefined) return [];
  if (givenRanges({ addresses, prefix, gateway }).length > 0) return [];
  return [
    {
      path: `${poolPath}.addresses`,
      found: entriesOf(draft)
        .map(({ range }) => rangeText(range))
        .join(", "),
      expected: "an address that a machine can have: the first and the last of a subnet are never given",
    },
  ];
}

/** The reference of the stack's own pool is set by the program. */
function poolIsReferencedOnce(draft: Draft): Problem[] {
  const { site } = draft;
  const pool = poolOf(draft);
  const name = pool?.name ?? site?.name;
  const references = site?.variables?.network?.addressesFromPools;
  if (!pool || name === undefined || references === undefined) return [];
  const own = JSON.stringify([poolReference(name)]);
  if (JSON.stringify(references) === own) return [];
  return [
    {
      path: "tkg-edge:site.variables.network.addressesFromPools",
      found: references.map((one) => `${one.kind} ${one.name}`).join(", ") || "an empty list",
      expected:
        "nothing, since site.network.addressPool makes the pool of the node and names it there; " +
        "or no site.network.addressPool, to use pools that exist",
    },
  ];
}
