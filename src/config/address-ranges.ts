/** Sets of IPv4 addresses as lists of ranges, which are as large as a pool may be. Pure. */
import { addressNumber, blockAround, ipv4Address } from "./network-fields.js";

/** Both ends belong to it. */
export interface AddressRange {
  readonly first: number;
  readonly last: number;
}

/**
 * @param text an address, a range `10.0.0.10-10.0.0.19` or a block `10.0.0.16/28`
 * @returns undefined for anything else, an IPv6 address too
 */
export function addressRange(text: string): AddressRange | undefined {
  const [base = "", size, ...more] = text.split("/");
  if (size !== undefined) {
    const isBlock = more.length === 0 && /^\d{1,2}$/.test(size) && Number(size) <= 32 && isAddress(base);
    return isBlock ? blockAround(addressNumber(base), Number(size)) : undefined;
  }
  const [from = "", to = from, ...others] = base.split("-").map((end) => end.trim());
  if (others.length > 0 || !isAddress(from) || !isAddress(to)) return undefined;
  const [first, last] = [addressNumber(from), addressNumber(to)];
  return first <= last ? { first, last } : undefined;
}

const isAddress = (text: string): boolean => ipv4Address.safeParse(text).success;

/** How many different addresses are in one of the ranges, and in none of the others. */
export function countAddresses(ranges: readonly AddressRange[], without: readonly AddressRange[]): number {
  return withoutRanges(ranges, without).reduce((sum, { first, last }) => sum + last - first + 1, 0);
}

/** The addresses that are in one of the ranges, and in none of the others: in order, and adjacent ones in one range. */
export function withoutRanges(
  ranges: readonly AddressRange[],
  without: readonly AddressRange[],
): readonly AddressRange[] {
  return without.reduce<readonly AddressRange[]>(
    (rest, taken) => rest.flatMap((range) => remains(range, taken)),
    joined(ranges),
  );
}

function joined(ranges: readonly AddressRange[]): readonly AddressRange[] {
  const inOrder = [...ranges].sort((a, b) => a.first - b.first);
  return inOrder.reduce<readonly AddressRange[]>((all, range) => {
    const before = all.at(-1);
    if (!before || range.first > before.last + 1) return [...all, range];
    return [...all.slice(0, -1), { first: before.first, last: Math.max(before.last, range.last) }];
  }, []);
}

function remains(range: AddressRange, taken: AddressRange): readonly AddressRange[] {
  if (taken.last < range.first || taken.first > range.last) return [range];
  return [
    { first: range.first, last: taken.first - 1 },
    { first: taken.last + 1, last: range.last },
  ].filter(({ first, last }) => first <= last);
}
