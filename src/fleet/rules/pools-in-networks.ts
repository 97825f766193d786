/** Addresses of a pool inside the pod or service network of another site; those inside of the site's own are a problem of the site. */
import { rangeText } from "../../config/address-pool.js";
import type { AddressRange } from "../../config/address-ranges.js";
import { blockAround, cidrRange, prefixLength } from "../../config/network-fields.js";
import { someOf, type FleetFinding } from "../finding.js";
import type { ManagementClusters } from "../management-clusters.js";
import type { SiteFacts } from "../site-facts.js";

const path = "tkg-edge:site.network.addressPool.addresses";

interface Block extends AddressRange {
  readonly cidr: string;
  readonly what: "pod network" | "service network";
  readonly sites: SiteFacts[];
  readonly clusters: Set<number>;
}

export function poolsInNetworks(sites: readonly SiteFacts[], clusters: ManagementClusters): FleetFinding[] {
  const withPool = sites.filter(({ pool }) => pool !== undefined);
  if (withPool.length === 0) return [];
  const blocks = blocksOf(sites, clusters);
  const sorted = [...blocks.values()].sort((one, other) => one.first - other.first);
  const lengths = [...new Set(sorted.map(({ cidr }) => prefixLength(cidr)))];
  return withPool.flatMap((site) =>
    (site.pool?.ranges ?? []).flatMap((range): FleetFinding[] => {
      const own = new Set([...site.podCidrs, ...site.serviceCidrs]);
      const block = [...around(range, lengths, blocks), ...within(range, sorted)].find(
        ({ cidr }) => !own.has(cidr),
      );
      if (!block) return [];
      return [
        {
          severity: block.clusters.has(clusters.of(site)) ? "error" : "warning",
          ...{ rule: "address", path, place: site.placeOf(path), sites: [site.name] },
          found: `${rangeText(range)}, in the ${block.what} ${block.cidr} of ${someOf(block.sites.map(({ name }) => name))}`,
          expected: "addresses outside the pod and service networks of the other sites",
        },
      ];
    }),
  );
}

function blocksOf(sites: readonly SiteFacts[], clusters: ManagementClusters): ReadonlyMap<string, Block> {
  const blocks = new Map<string, Block>();
  for (const site of sites) {
    const networks = [
      ...site.podCidrs.map((cidr) => ["pod network", cidr] as const),
      ...site.serviceCidrs.map((cidr) => ["service network", cidr] as const),
    ];
    for (const [what, cidr] of networks) {
      const { first, last } = cidrRange(cidr);
      const key = keyOf(what, first, prefixLength(cidr));
      const block = blocks.get(key) ?? { first, last, cidr, what, sites: [], clusters: new Set<number>() };
      blocks.set(key, block);
      block.sites.push(site);
      block.clusters.add(clusters.of(site));
    }
  }
  return blocks;
}

const keyOf = (what: Block["what"], first: number, length: number) => `${what} ${first}/${length}`;

/** Blocks that contain the first address of a range. */
const around = (
  range: AddressRange,
  lengths: readonly number[],
  blocks: ReadonlyMap<string, Block>,
): Block[] =>
  lengths.flatMap((length) =>
    (["pod network", "service network"] as const).flatMap(
      (what) => blocks.get(keyOf(what, blockAround(range.first, length).first, length)) ?? [],
    ),
  );

/** Blocks that begin inside of a range: some, since one is reported. */
function within({ first, last }: AddressRange, sorted: readonly Block[]): readonly Block[] {
  const [from, to] = [countBelow(first, sorted), countBelow(last + 1, sorted)];
  return sorted.slice(from, Math.min(to, from + mostLooked));
}

/** More than the networks of one site. */
const mostLooked = 16;

function countBelow(address: number, sorted: readonly Block[]): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((sorted[middle]?.first ?? 0) < address) low = middle + 1;
    else high = middle;
  }
  return low;
}
