/** What runs at every site of a fleet: the plan of each, and what the objects of its cluster report. */
import type { ConfiguredSite } from "../plan/configured-sites.js";
import type { LiveFleet } from "../plan/live-fleet.js";
import { planFleet, type PlannedSite, type PlanOptions } from "../plan/plan-fleet.js";
import type { Stranger } from "../plan/strangers.js";
import type { Health } from "./health.js";
import { runningSite, unseenSite, type RunningSite } from "./site-status.js";

export interface SiteStatus extends RunningSite {
  readonly plan: PlannedSite;
}

export interface FleetStatus {
  readonly sites: readonly SiteStatus[];
  readonly strangers: readonly Stranger[];
}

/** @param now in milliseconds since the epoch */
export async function fleetStatus(
  sites: readonly ConfiguredSite[],
  fleet: LiveFleet,
  options: PlanOptions,
  now: number,
): Promise<FleetStatus> {
  const { sites: planned, strangers } = await planFleet(sites, fleet, options);
  const configured = new Map(sites.map((site) => [site.name, site]));
  const statuses = planned.map(async (plan) => ({
    plan,
    ...(await running(configured.get(plan.name), plan, fleet, now)),
  }));
  return { sites: await Promise.all(statuses), strangers };
}

async function running(
  site: ConfiguredSite | undefined,
  plan: PlannedSite,
  fleet: LiveFleet,
  now: number,
): Promise<RunningSite> {
  const spec = site && "spec" in site.result ? site.result.spec : undefined;
  const address = spec?.connection.managementCluster;
  if (!spec?.site || !address)
    return unseenSite(
      without(
        "unknown",
        plan.reasons.map(({ what }) => what),
      ),
    );
  const read = await fleet.cluster(address);
  if ("unreachable" in read) return unseenSite(without("unreachable", [read.unreachable]));
  return runningSite(read.live.objectsOf(spec.site), now);
}

const without = (word: Health["word"], reasons: readonly string[]): Health => ({ word, reasons, known: [] });
