/** The plan of every site of a fleet, in one process. */
import pLimit from "p-limit";
import type { Problem } from "../../config/problem.js";
import type { StackSpec } from "../../config/stack-spec.js";
import type { LiveSites } from "../../environment/facts/live-sites.js";
import type { ManagementFacts } from "../../environment/facts/management-facts.js";
import { markOf } from "../../environment/judgements/standing.js";
import { classOfCluster } from "../../environment/questions/class-of-cluster.js";
import { findingsAtPreview } from "../../preflight/preview-checks.js";
import { findSiteClass } from "../../preflight/site-class.js";
import type { ConfiguredSite } from "./configured-sites.js";
import { judgeSite } from "./judge-site.js";
import type { LiveFleet } from "./live-fleet.js";
import { withWindow } from "./rebuild-window.js";
import type { StateTraces } from "./state-traces.js";
import { strangersOf, type Stranger } from "./strangers.js";
import { verdict, type Verdict } from "./verdict.js";

export interface PlannedSite extends Verdict {
  readonly name: string;
  readonly groups: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly cluster: string | undefined;
}

export interface FleetPlan {
  readonly sites: readonly PlannedSite[];
  /** What is on the management clusters and belongs to no site; of a whole fleet alone. */
  readonly strangers: readonly Stranger[];
  /** The version that the sites were compared with. @default - what exists was read */
  readonly against?: ComparedWith | undefined;
}

/** A version of the fleet's files. */
export interface ComparedWith {
  /** As the user names it. */
  readonly revision: string;
  readonly commit: string;
}

export interface PlanOptions {
  /** Of the Pulumi project, the first part of a stack's mark. */
  readonly project: string;
  /** Version of this program. */
  readonly toolVersion: string;
  /** Reads the state of a site's stack. @default - no state is read */
  readonly stateOf?: ((stack: string) => Promise<StateTraces>) | undefined;
  /** Whether a site is wanted. @default - all, and what belongs to no site is reported */
  readonly isSelected?: ((site: ConfiguredSite) => boolean) | undefined;
}

/** Sites that are judged at the same time: an address of a new one is waited for. */
const concurrency = 32;

export async function planFleet(
  sites: readonly ConfiguredSite[],
  fleet: LiveFleet,
  options: PlanOptions,
): Promise<FleetPlan> {
  const limit = pLimit(concurrency);
  const { isSelected } = options;
  const selected = isSelected ? sites.filter(isSelected) : sites;
  const planned = selected.map((site) => limit(() => planSite(site, fleet, options)));
  const verdicts = await Promise.all(planned);
  return {
    sites: selected.map(({ name, groups, labels, cluster }, index) => ({
      ...{ name, groups, labels, cluster },
      ...(verdicts[index] ?? verdict("unknown")),
    })),
    strangers: isSelected ? [] : await strangersOf(sites, fleet, options.project),
  };
}

async function planSite(site: ConfiguredSite, fleet: LiveFleet, options: PlanOptions): Promise<Verdict> {
  const { result } = site;
  if ("verdict" in result) return result.verdict;
  const { managementCluster, vcenter } = result.spec.connection;
  if (!managementCluster || !vcenter) throw new Error(`${site.name} was taken for a whole site`);
  const [read, fault] = await Promise.all([fleet.cluster(managementCluster), fleet.vcenterFault(vcenter)]);
  const ofVcenter = fault === undefined ? [] : [fault];
  if ("unreachable" in read) return verdict("unreachable", [read.unreachable, ...ofVcenter]);
  if (fault !== undefined) return verdict("unreachable", ofVcenter);
  return judge(site.name, result.spec, vcenter, read, fleet, options);
}

async function judge(
  name: string,
  configured: StackSpec,
  vcenter: NonNullable<StackSpec["connection"]["vcenter"]>,
  { management, live: objects }: { readonly management: ManagementFacts; readonly live: LiveSites },
  { facts }: LiveFleet,
  { project, toolVersion, stateOf }: PlanOptions,
): Promise<Verdict> {
  if (!configured.site) throw new Error(`${name} was taken for a whole site`);
  const stack = `${project}/${name}`;
  const live = objects.clusterOf(configured.site);
  const found = await findSiteClass(configured, management, live, () => Promise.resolve({}));
  const { site } = found.spec;
  if (!site) throw new Error(`${name} was taken for a whole site`);
  if (found.problems.length > 0) return verdict("invalid", found.problems.map(asSentence));
  const view = () => Promise.resolve({ mark: stack, records: [] });
  const { problems } = await findingsAtPreview(found.spec, facts, view, live !== undefined);
  const isOthers = site.adopt && live !== undefined && markOf(live) === undefined;
  const ofClass = isOthers ? await classOfCluster(management, live) : undefined;
  const judged = judgeSite({
    ...{ spec: found.spec, site, vcenter, stack, toolVersion, live },
    beside: objects.besideOf(site),
    parts: objects.partsOf(site),
    elsewhere: objects.clusters.filter((one) => markOf(one) === stack && one !== live),
    tkr: objects.tkrOf(site.tkrVersion),
    secretsUnread: objects.secretsUnread(site.namespace),
    classVariables: ofClass && "variables" in ofClass ? ofClass.variables : undefined,
    traces: await stateOf?.(name),
    refusals: problems.map(asSentence),
  });
  return withWindow(judged, site, live?.metadata.deletionTimestamp !== undefined, Date.now());
}

const asSentence = ({ path, found, expected }: Problem): string =>
  `${path}${found === undefined ? "" : ` is ${found}`}; expected: ${expected}`;
