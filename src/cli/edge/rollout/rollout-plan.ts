/** The plan of a rollout, and what of it is to be run. */
import { createHash } from "node:crypto";
import type { Facts } from "../../../environment/facts/facts.js";
import type { ConfiguredSite } from "../../../fleet/plan/configured-sites.js";
import { LiveFleet } from "../../../fleet/plan/live-fleet.js";
import {
  planFleet,
  type FleetPlan,
  type PlannedSite,
  type PlanOptions,
} from "../../../fleet/plan/plan-fleet.js";
import type { Word } from "../../../fleet/plan/verdict.js";
import type { Attempt } from "../../../fleet/rollout/records.js";
import type { SiteToRun } from "../../../fleet/rollout/site-runner.js";

/** The sites of a fleet, planned as often as needed. */
export class PlannableFleet {
  /** @param facts reads what is there, each time from the beginning */
  constructor(
    readonly sites: readonly ConfiguredSite[],
    private readonly options: Pick<PlanOptions, "project" | "toolVersion">,
    private readonly facts: () => Facts,
  ) {}

  plan(isSelected: (site: ConfiguredSite) => boolean): Promise<FleetPlan> {
    return planFleet(this.sites, new LiveFleet(this.facts()), { ...this.options, isSelected });
  }

  async judge(name: string): Promise<PlannedSite | undefined> {
    return (await this.plan((site) => site.name === name)).sites[0];
  }

  /** Where the site's load falls, and what its configuration is known by. */
  detailsOf(name: string): Pick<SiteToRun, "vcenter" | "registry" | "digest"> {
    const site = this.sites.find((one) => one.name === name);
    const { vcenter, registry } = site && "spec" in site.result ? site.result.spec.connection : {};
    return { vcenter: vcenter?.server, registry: registry?.host, digest: digestOf(site?.result ?? name) };
  }
}

/** @param configured what a site's stack makes, or why that is not known */
export function digestOf(configured: ConfiguredSite["result"] | string): string {
  const whole = typeof configured !== "string" && "spec" in configured ? configured.spec : configured;
  return createHash("sha256").update(JSON.stringify(whole)).digest("hex").slice(0, 16);
}

const words: ReadonlySet<Word> = new Set([
  ...(["REBUILD", "roll", "create", "adopt"] as const),
  ...(["in place", "drifted", "unknown", "unreachable"] as const),
]);

const blockedWords: ReadonlySet<Word> = new Set(["invalid", "refused"]);

export interface Selection {
  /** Sites that are run, deferred, or finished earlier. */
  readonly sites: readonly SiteToRun[];
  /** Sites that cannot be run as they are configured. */
  readonly blocked: readonly PlannedSite[];
  readonly hasSettledCanary: boolean;
  readonly hasBlockedCanary: boolean;
  /** Sites that will be rebuilt. */
  readonly rebuilds: readonly string[];
}

export interface Choice {
  readonly canaries: ReadonlySet<string>;
  /** Whether sites of which nothing is to be done are run too. */
  readonly runsAll: boolean;
  readonly retryFailed: boolean;
  /** Groups whose sites are started first, in this order. @default - the order of the sites */
  readonly groupOrder?: readonly string[] | undefined;
}

export function selectionOf(
  plan: FleetPlan,
  fleet: PlannableFleet,
  attempts: ReadonlyMap<string, Attempt>,
  { canaries, runsAll, retryFailed, groupOrder = [] }: Choice,
): Selection {
  const entries = plan.sites.map((planned) => {
    const details = fleet.detailsOf(planned.name);
    const attempt = attempts.get(planned.name);
    const isSame = attempt?.digest === details.digest;
    const outcome = attempt?.end?.outcome;
    const isOpen = attempt !== undefined && outcome !== "done";
    const isOver = isSame && (outcome === "done" || (isFailure(outcome) && !retryFailed));
    return { planned, details, isOpen, isOver };
  });
  const isRun = ({ planned: { word }, isOpen, isOver }: (typeof entries)[number]): boolean =>
    words.has(word) || isOpen || isOver || (runsAll && word === "nothing");
  const rank = ({ planned }: (typeof entries)[number]) => groupRank(planned.groups, groupOrder);
  const run = entries.filter(isRun).toSorted((one, other) => rank(one) - rank(other));
  const rest = entries.filter((one) => !isRun(one)).map(({ planned }) => planned);
  const blocked = rest.filter(({ word }) => blockedWords.has(word));
  return {
    sites: run.map(({ planned: { name, word, window }, details }) => ({
      ...{ name, word, window, ...details },
      isCanary: canaries.has(name),
    })),
    blocked,
    hasSettledCanary: rest.some(({ name, word }) => word === "nothing" && canaries.has(name)),
    hasBlockedCanary: blocked.some(({ name }) => canaries.has(name)),
    rebuilds: run
      .filter(({ planned, isOver }) => planned.word === "REBUILD" && !isOver)
      .map(({ planned }) => planned.name),
  };
}

/** Of the first of its groups; a site without one comes after all others. */
function groupRank(groups: readonly string[], order: readonly string[]): number {
  const index = order.findIndex((group) => groups.includes(group));
  return index < 0 ? order.length : index;
}

const isFailure = (outcome: string | undefined): boolean => outcome === "failed" || outcome === "stopped";
