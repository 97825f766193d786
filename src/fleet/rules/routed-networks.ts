/**
 * Networks that are declared routed (`site.network.routed`) overlap. Pods are then reached by their addresses, so two pod networks must
 * not overlap, nor a pod network the service network of another routed site, whose own pods would not get out to it. Service
 * networks are inside of each cluster and may repeat.
 */
import { firstAddress, prefixLength } from "../../config/network-fields.js";
import { someOf, type FleetFinding } from "../finding.js";
import type { SiteFacts } from "../site-facts.js";

type Kind = "pod" | "service";

interface Block {
  readonly kind: Kind;
  readonly cidr: string;
  readonly start: number;
  readonly length: number;
  readonly sites: SiteFacts[];
}

const keyOf = { pod: "podCidrs", service: "serviceCidrs" } as const;

export function routedOverlaps(sites: readonly SiteFacts[]): FleetFinding[] {
  const sorted = [...blocksOf(sites)].sort((a, b) => a.start - b.start || a.length - b.length);
  const open: Record<Kind, Block[]> = { pod: [], service: [] };
  return sorted.flatMap((block) => {
    const around = (kind: Kind): Block | undefined => {
      const blocks = open[kind];
      // Blocks are aligned: one contains another, or they are apart.
      for (let last = blocks.at(-1); last && !contains(last, block); last = blocks.at(-1)) blocks.pop();
      return blocks.at(-1);
    };
    const [pods, services] = [around("pod"), around("service")];
    const others = block.kind === "pod" ? [pods, services] : [pods];
    open[block.kind].push(block);
    const same = block.kind === "pod" && block.sites.length > 1 ? [overlap(block, block)] : [];
    return [
      ...same,
      ...others.flatMap((other) => (other && differ(block, other) ? [overlap(block, other)] : [])),
    ];
  });
}

function blocksOf(sites: readonly SiteFacts[]): Iterable<Block> {
  const blocks = new Map<string, Block>();
  for (const site of sites) {
    if (!site.routed) continue;
    for (const kind of ["pod", "service"] as const) {
      for (const cidr of site[keyOf[kind]]) {
        const key = `${kind} ${cidr}`;
        const known = blocks.get(key);
        if (known) known.sites.push(site);
        else
          blocks.set(key, {
            kind,
            cidr,
            start: firstAddress(cidr),
            length: prefixLength(cidr),
            sites: [site],
          });
      }
    }
  }
  return blocks.values();
}

const contains = (outer: Block, inner: Block) => inner.start < outer.start + 2 ** (32 - outer.length);

/** Two networks of one site are a problem of the site. */
const differ = (one: Block, other: Block) =>
  one.sites.length > 1 || other.sites.length > 1 || one.sites[0] !== other.sites[0];

function overlap(block: Block, other: Block): FleetFinding {
  const names = (of: Block) => of.sites.map(({ name }) => name);
  const last = block.sites.at(-1);
  const path = `tkg-edge:site.network.${keyOf[block.kind]}`;
  const found =
    block === other
      ? `"${block.cidr}" in ${someOf(names(block))}`
      : `"${block.cidr}" in ${someOf(names(block))}, in the ${other.kind} network ${other.cidr} of ${someOf(names(other))}`;
  const expected =
    "pod networks that overlap no network of another site, since these sites have site.network.routed";
  const sites = [...new Set([...names(block), ...(block === other ? [] : someSites(other))])];
  return { severity: "error", rule: "routed", path, place: last?.placeOf(path), sites, found, expected };
}

/** Of a block that a thousand others may be in. */
const someSites = (block: Block) => block.sites.slice(0, 3).map(({ name }) => name);
