/** Addresses and blocks of a cluster's network, IPv4. */
import * as z from "zod";
import { judged } from "./fields.js";

export const ipv4Address = z.ipv4({ error: 'an IPv4 address such as "10.185.11.134"' });

/** An address that one machine can have: not 0.0.0.0, not multicast, not broadcast. */
export const hostAddress = judged('an IPv4 address such as "10.185.11.134"', (value) => {
  const expectation = 'an IPv4 address such as "10.185.11.134"';
  if (!ipv4Address.safeParse(value).success) {
    if (/^[0-9.]+:\d+$/.test(value))
      return `${expectation}, without port (site.variables.apiServerPort sets another)`;
    return expectation;
  }
  const first = Number(value.split(".")[0]);
  return first === 0 || first >= 224 ? `${expectation}, which a machine can have` : undefined;
});

const cidrExpectation = 'an IPv4 CIDR block such as "100.96.0.0/11"';

const cidrBlock = judged(cidrExpectation, (value) => {
  const [base = "", prefix = ""] = value.split("/");
  if (!z.cidrv4().safeParse(value).success) {
    return ipv4Address.safeParse(value).success
      ? `${cidrExpectation}; this has no "/" and size`
      : cidrExpectation;
  }
  const aligned = networkAddress(base, Number(prefix));
  return aligned === base
    ? undefined
    : `a CIDR block that starts at its own boundary: "${aligned}/${prefix}"`;
});

export const cidrBlocks = z
  .array(cidrBlock, { error: "a list of IPv4 CIDR blocks" })
  .min(1, { error: "at least one CIDR block" });

/** First address of the block that an address is in. */
export function networkAddress(address: string, prefix: number): string {
  return addressText(blockAround(addressNumber(address), prefix).first);
}

/** The first address of a block as a number. */
export const firstAddress = (cidr: string): number => addressNumber(cidr.split("/")[0] ?? "");

/** An IPv4 address as a number, by which addresses are in order. */
export const addressNumber = (address: string): number =>
  address.split(".").reduce((sum, step) => sum * 256 + Number(step), 0);

/** The IPv4 address of a number. */
export const addressText = (number: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join(".");

/** The block of a size that an address is in: its first and last address. */
export function blockAround(
  address: number,
  prefix: number,
): { readonly first: number; readonly last: number } {
  const size = 2 ** (32 - prefix);
  const first = Math.floor(address / size) * size;
  return { first, last: first + size - 1 };
}

/** The first and last address of a block. */
export const cidrRange = (cidr: string): { readonly first: number; readonly last: number } =>
  blockAround(firstAddress(cidr), prefixLength(cidr));

/** Whether two blocks (an address is a block of one) have an address in common. */
export function overlap(one: string, other: string): boolean {
  const [a = "", aPrefix = "32"] = one.split("/");
  const [b = "", bPrefix = "32"] = other.split("/");
  const prefix = Math.min(Number(aPrefix), Number(bPrefix));
  return networkAddress(a, prefix) === networkAddress(b, prefix);
}

/** Number after the slash. */
export function prefixLength(cidr: string): number {
  return Number(cidr.split("/")[1] ?? "32");
}
