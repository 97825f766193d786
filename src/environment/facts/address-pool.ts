/** Pools of Cluster API's in-cluster IPAM provider, in both forms of its API. */
import * as z from "zod";
import type { LiveObject } from "../../clients/live-object.js";
import { addressRange, type AddressRange } from "../../config/address-ranges.js";
import { blockAround } from "../../config/network-fields.js";
import { entries, lenient, readAs, text } from "./lenient.js";

export interface AddressPoolFacts {
  /** What it can give; undefined where that is not of IPv4, or of an unknown form. */
  readonly ranges: readonly AddressRange[] | undefined;
  /** What of these it never gives: the addresses of the network itself, its gateway, exceptions. */
  readonly reserved: readonly AddressRange[];
  /** How many the provider reports as free; releases before 0.1.0 report none. */
  readonly reportedFree: number | undefined;
}

const poolSpec = z.object({
  addresses: entries(z.string()),
  excludedAddresses: entries(z.string()),
  allocateReservedIPAddresses: lenient(z.boolean()),
  // v1alpha1, the only form up to TKG 2.2.
  start: text,
  end: text,
  subnet: text,
  prefix: lenient(z.int().min(0).max(32)),
  gateway: text,
});
const poolStatus = z.object({ ipAddresses: lenient(z.object({ free: lenient(z.number()) })) });

export function readAddressPool({ spec, status }: LiveObject): AddressPoolFacts {
  const read = readAs(poolSpec, spec);
  const subnet = read.subnet === undefined ? undefined : addressRange(read.subnet);
  const ranges = rangesOf(read, subnet);
  const prefix = read.prefix ?? prefixOf(read.subnet);
  const network = ranges?.[0] && prefix !== undefined ? blockAround(ranges[0].first, prefix) : subnet;
  const isReserved = read.allocateReservedIPAddresses !== true;
  const exceptions = [...read.excludedAddresses, ...(read.gateway === undefined ? [] : [read.gateway])];
  return {
    ranges,
    reserved: [
      ...exceptions.map(addressRange).filter((range) => range !== undefined),
      ...(network && isReserved ? [single(network.first), single(network.last)] : []),
    ],
    reportedFree: readAs(poolStatus, status).ipAddresses?.free,
  };
}

const single = (address: number): AddressRange => ({ first: address, last: address });

const prefixOf = (block: string | undefined): number | undefined => {
  const [, size] = block?.split("/") ?? [];
  return size === undefined ? undefined : Number(size);
};

function rangesOf(
  { addresses, start, end }: z.output<typeof poolSpec>,
  subnet: AddressRange | undefined,
): readonly AddressRange[] | undefined {
  if (addresses.length > 0) {
    const ranges = addresses.map(addressRange).filter((range) => range !== undefined);
    return ranges.length === addresses.length ? ranges : undefined;
  }
  const [from, to] = [start, end].map((address) =>
    address === undefined ? undefined : addressRange(address),
  );
  const first = from?.first ?? subnet?.first;
  const last = to?.last ?? subnet?.last;
  return first === undefined || last === undefined || first > last ? undefined : [{ first, last }];
}
