// The range of a pool as TKG 2.2 has it: from `start` to `end`, or a whole `subnet` without its first and last address. Pure.

export interface PoolRange {
  readonly first: number;
  readonly last: number;
  readonly prefix: number;
  readonly gateway: string;
}

export const numberOf = (address: string): number =>
  address.split(".").reduce((sum, step) => sum * 256 + Number(step), 0);

export const textOf = (number: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join(".");

/** @returns undefined for a pool without a range */
export function rangeOf(spec: {
  readonly subnet?: string;
  readonly start?: string;
  readonly end?: string;
  readonly prefix?: number;
  readonly gateway?: string;
}): PoolRange | undefined {
  const [base, size] = spec.subnet?.split("/") ?? [];
  const length = spec.prefix ?? (size === undefined ? undefined : Number(size));
  const block = 2 ** (32 - (length ?? 32));
  const start = base === undefined ? undefined : Math.floor(numberOf(base) / block) * block;
  const first = spec.start === undefined ? start && start + 1 : numberOf(spec.start);
  const last = spec.end === undefined ? start && start + block - 2 : numberOf(spec.end);
  if (first === undefined || last === undefined || length === undefined) return undefined;
  return { first, last, prefix: length, gateway: spec.gateway ?? "" };
}
