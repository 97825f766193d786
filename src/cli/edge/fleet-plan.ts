/** `tkg-edge fleet plan`: what `pulumi up` would do to every site, from what lives and the fleet file. Read-only. */
import { Facts } from "../../environment/facts/facts.js";
import { LiveFleet } from "../../fleet/plan/live-fleet.js";
import { planFleet } from "../../fleet/plan/plan-fleet.js";
import { inFleet, type LiveOptions } from "./fleet-live.js";
import { stateReader } from "./fleet-states.js";
import { checkForm, printPlan, type PlanForm } from "./print-plan.js";
import type { PulumiRunner } from "./store-password.js";
import type { Terminal } from "./terminal.js";

export interface FleetPlanOptions extends LiveOptions, PlanForm {
  /** Whether the states of the stacks are read too. */
  readonly states: boolean;
}

/**
 * @param version of this program
 * @returns the exit code: 0 nothing to do, 2 changes, 3 rebuilds, 1 problems
 */
export async function fleetPlan(
  options: FleetPlanOptions,
  terminal: Terminal,
  pulumi: PulumiRunner,
  version: string,
  facts: Facts = new Facts(),
): Promise<number> {
  checkForm(options);
  return inFleet(options, pulumi, async ({ fleet, project, sites, isSelected }) => {
    const stateOf = options.states ? stateReader(options.directory, pulumi) : undefined;
    const settings = { project, toolVersion: version, isSelected, stateOf };
    const plan = await planFleet(sites, new LiveFleet(facts), settings);
    return printPlan(plan, fleet, options, terminal);
  });
}
