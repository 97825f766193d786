/** Whose the objects of a site are: the Cluster, and what a stack creates beside it under the same name. */
import type { LiveObject } from "../../clients/live-object.js";
import type { SiteSpec } from "../../config/stack-spec.js";
import { isManagementsOwn } from "../facts/cluster.js";
import type { Finding } from "../finding.js";
import { foreignObject, leavingObject } from "./not-ours.js";
import { isRecorded, markOf, standingOf, type Standing, type StackView } from "./standing.js";

type Site = Pick<SiteSpec, "name" | "namespace" | "adopt">;

export interface SiteOwnership {
  /** What keeps this stack from using the objects. */
  readonly findings: readonly Finding[];
  /** Kinds that an interrupted run of this stack created, and that are imported. */
  readonly interrupted: ReadonlySet<string>;
  /** Kinds that others made, and that are taken over (`site.adopt`). */
  readonly adopted: ReadonlySet<string>;
  readonly cluster: Standing;
  /** Another name under which a Cluster of this stack is marked: a former one, or that of a stack that shares it. */
  readonly otherMark: string | undefined;
}

/**
 * @param cluster the Cluster of the site's name and namespace
 * @param beside what exists of the other objects that the stack creates for the site
 */
export function siteOwnership(
  site: Site,
  cluster: LiveObject | undefined,
  beside: readonly LiveObject[],
  view: StackView,
): SiteOwnership {
  const begun = isRecorded(view, `${site.name}-anchor`);
  const ofCluster = standingOf(cluster, view, begun);
  const judged = beside.map((object) => ({
    object,
    standing: standingBeside(object, ofCluster, view, begun),
  }));
  const all = [...(cluster ? [{ object: cluster, standing: ofCluster }] : []), ...judged];
  const kindsOf = (standings: typeof all) => new Set(standings.map(({ object }) => object.kind ?? ""));
  const foreign = all.filter(({ standing }) => standing === "foreign");
  const adoptable = site.adopt
    ? foreign.filter(
        ({ object }) => [undefined, view.mark].includes(markOf(object)) && !isManagementsOwn(object),
      )
    : [];
  const inTheWay = all.filter(
    (one) => one.standing === "leaving" || (foreign.includes(one) && !adoptable.includes(one)),
  );
  // What is beside another's Cluster is explained by it.
  const reported = inTheWay.filter(({ object }) => object === cluster);
  return {
    findings: (reported.length > 0 ? reported : inTheWay).map(({ object, standing }) =>
      standing === "leaving" ? leavingObject(object) : foreignObject(object, site, view),
    ),
    interrupted: kindsOf(all.filter(({ standing }) => standing === "interrupted")),
    adopted: kindsOf(adoptable),
    cluster: ofCluster,
    otherMark: otherMarkOf(cluster, ofCluster, view),
  };
}

function otherMarkOf(
  cluster: LiveObject | undefined,
  standing: Standing,
  view: StackView,
): string | undefined {
  const mark = cluster && standing === "own" ? markOf(cluster) : undefined;
  return mark === view.mark ? undefined : mark;
}

/** What controllers or people put beside a Cluster of this stack without naming another stack belongs to that Cluster. */
function standingBeside(object: LiveObject, ofCluster: Standing, view: StackView, begun: boolean): Standing {
  const standing = standingOf(object, view, begun);
  if (standing !== "foreign" && standing !== "leaving") return standing;
  const isUnmarked = markOf(object) === undefined;
  if (ofCluster === "own" || ofCluster === "interrupted") return isUnmarked ? "own" : standing;
  // What a Cluster owned that is gone goes too, as soon as the garbage collector has noticed.
  const isOrphan =
    ofCluster === "absent" &&
    (object.metadata.ownerReferences ?? []).some(({ kind }) => kind.endsWith("Cluster"));
  return isOrphan && isUnmarked ? "leaving" : standing;
}
