/** Objects of this product on the management clusters of a fleet that belong to none of its sites. */
import type { LiveObject } from "../../clients/live-object.js";
import type { LiveSites } from "../../environment/facts/live-sites.js";
import { markOf } from "../../environment/judgements/standing.js";
import { rebuildInputsAnnotation } from "../../manifests/rebuild.js";
import type { ConfiguredSite } from "./configured-sites.js";
import type { LiveFleet } from "./live-fleet.js";

export interface Stranger {
  readonly kind: string;
  /** `namespace/name` */
  readonly name: string;
  /** The stack that made it, `PROJECT/STACK`; undefined for one without a mark. */
  readonly stack: string | undefined;
}

/** @param project whose stacks' objects count, in addition to every Cluster of this product */
export async function strangersOf(
  sites: readonly ConfiguredSite[],
  fleet: LiveFleet,
  project: string,
): Promise<readonly Stranger[]> {
  // Two kubeconfigs of one management cluster show the same objects.
  const seen = new Map<string, LiveSites>();
  const known = new Set<string>();
  const anywhere = new Set<string>();
  for (const { result, cluster } of sites) {
    const address = "spec" in result ? result.spec.connection.managementCluster : undefined;
    const read = address && (await fleet.cluster(address));
    if (read && "live" in read) {
      seen.set(read.live.uid, read.live);
      known.add(`${read.live.uid} ${cluster ?? ""}`);
    } else if (cluster !== undefined) anywhere.add(cluster);
  }
  return [...seen].flatMap(([uid, { clusters, beside }]) => {
    const isKnown = (name: string) => known.has(`${uid} ${name}`) || anywhere.has(name);
    const isStranger = (one: LiveObject) => isOurs(one, project) && !isKnown(nameOf(one));
    const others = clusters.filter(isStranger);
    const explained = new Set(others.map(nameOf));
    const rest = beside.filter((one) => isStranger(one) && !explained.has(nameOf(one)));
    return [...others, ...rest].map((one) => ({
      kind: one.kind ?? "object",
      name: nameOf(one),
      stack: markOf(one),
    }));
  });
}

function isOurs(object: LiveObject, project: string): boolean {
  const mark = markOf(object);
  if (mark !== undefined) return mark.startsWith(`${project}/`);
  return object.metadata.annotations?.[rebuildInputsAnnotation] !== undefined;
}

const nameOf = ({ metadata: { namespace = "default", name } }: LiveObject): string => `${namespace}/${name}`;
