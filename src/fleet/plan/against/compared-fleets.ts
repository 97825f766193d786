/**
 * Two versions of a fleet, compared offline: what `pulumi up` would do to each site that was brought up with the version before.
 * Nothing is contacted and no program is run; what files cannot tell is `unknown`.
 */
import type { Fleet } from "../../../config/fleet/fleet-file.js";
import type { SiteInFleet } from "../../../config/fleet/fleet-layers.js";
import type { ComparedWith, FleetPlan, PlannedSite } from "../plan-fleet.js";
import { verdict, type Verdict } from "../verdict.js";
import { compareSite } from "./compare-site.js";
import type { SiteVersion } from "./site-version.js";
import {
  VersionReader,
  wayTo,
  type FleetVersion,
  type ProjectOfFleet,
  type SiteOfVersion,
} from "./version-reader.js";

export interface Comparison extends ProjectOfFleet {
  readonly against: ComparedWith;
  /** Whether a site is wanted, by its labels in the version in which it is last. @default - all */
  readonly isSelected?: ((site: Pick<SiteInFleet, "labels">) => boolean) | undefined;
}

export function comparedFleets(before: FleetVersion, after: FleetVersion, comparison: Comparison): FleetPlan {
  const { against, isSelected = () => true } = comparison;
  const [was, is] = [new VersionReader(before, comparison), new VersionReader(after, comparison)];
  const removed = new Map([...was.sites].filter(([name]) => !is.sites.has(name)));
  const former = formerNames(was, is, removed);
  const planned: PlannedSite[] = [];
  for (const [name, one] of is.sites) {
    if (!isSelected(one.site)) continue;
    planned.push(entryOf(one.site, is.clusterOf(name), judge(name, was, is, { removed, former, against })));
  }
  const renamed = new Set(former.values());
  for (const [name, one] of removed) {
    if (renamed.has(name) || !isSelected(one.site)) continue;
    planned.push(entryOf(one.site, was.clusterOf(name), removedVerdict(is.version.fleet)));
  }
  return { sites: planned, strangers: [], against };
}

const entryOf = (
  { name, groups, labels }: SiteInFleet,
  cluster: string | undefined,
  judged: Verdict,
): PlannedSite => ({ ...{ name, groups, labels, cluster }, ...judged });

interface Circumstances {
  readonly removed: ReadonlyMap<string, SiteOfVersion>;
  /** Names of new sites to those that their Clusters had before. */
  readonly former: ReadonlyMap<string, string>;
  readonly against: ComparedWith;
}

function judge(name: string, was: VersionReader, is: VersionReader, circumstances: Circumstances): Verdict {
  const now = is.read(name);
  if ("wrong" in now) return verdict("invalid", now.wrong);
  const { removed, former, against } = circumstances;
  const oldName = former.get(name);
  const before = was.sites.has(name) || oldName !== undefined ? was.read(oldName ?? name, is) : undefined;
  if (!before) return added(now.version, was, removed, against);
  if ("wrong" in before) {
    const [first = "", ...more] = before.wrong;
    const rest = more.length === 0 ? "" : ` (and ${more.length} more)`;
    return verdict("unknown", [
      `its configuration in ${against.revision} is invalid, so that it cannot be compared: ${first}${rest}`,
    ]);
  }
  const judged = compareSite(before.version, now.version);
  if (oldName === undefined) return judged;
  const how = `it was ${oldName}: pulumi stack rename ${name} --stack ${oldName} keeps its state and its Cluster`;
  return judged.word === "nothing"
    ? verdict("renamed", [how])
    : { ...judged, also: [...judged.also, { what: how }] };
}

/** A site that the version before does not have. */
function added(
  { site, management }: SiteVersion,
  was: VersionReader,
  removed: ReadonlyMap<string, SiteOfVersion>,
  { revision }: ComparedWith,
): Verdict {
  if (was.version.fleet.incomplete) {
    return verdict("unknown", [
      `a file of the fleet in ${revision} cannot be read, so that the site may be there`,
    ]);
  }
  if (site.adopt)
    return verdict("unknown", ["site.adopt is true: only what exists shows whether a Cluster is taken over"]);
  const holder = [...removed.keys()].find((name) => {
    const read = was.read(name);
    if (!("version" in read)) return false;
    const other = read.version;
    const isSameWay = wayTo(other.management) === wayTo(management);
    return isSameWay && other.site.controlPlaneEndpoint === site.controlPlaneEndpoint;
  });
  if (holder === undefined) return verdict("create");
  return verdict("refused", [
    `site.controlPlaneEndpoint is ${site.controlPlaneEndpoint}, the address of ${holder}, which is no longer in the fleet: pulumi destroy --stack ${holder} first`,
  ]);
}

function removedVerdict({ incomplete, file }: Fleet): Verdict {
  if (incomplete)
    return verdict("unknown", [`a file of ${file} cannot be read, so that the site may be there`]);
  return verdict("removed", [
    "it is no longer in the fleet, and nothing is destroyed by that; to destroy its cluster: pulumi destroy --stack NAME, then pulumi stack rm NAME",
  ]);
}

/** New sites that have the Cluster of a removed one. */
function formerNames(
  was: VersionReader,
  is: VersionReader,
  removed: ReadonlyMap<string, SiteOfVersion>,
): ReadonlyMap<string, string> {
  const clusters = new Map<string, string>();
  for (const name of removed.keys()) {
    const key = was.identityOf(name);
    if (key !== undefined) clusters.set(key, name);
  }
  const former = new Map<string, string>();
  if (clusters.size === 0) return former;
  for (const name of is.sites.keys()) {
    const oldName = was.sites.has(name) ? undefined : clusters.get(is.identityOf(name) ?? "");
    if (oldName !== undefined) former.set(name, oldName);
  }
  return former;
}
