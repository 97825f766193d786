/** `tkg-edge fleet plan`: what `pulumi up` would do to every site, from what lives and the fleet file. Read-only. */
import { Facts } from "../../environment/facts/facts.js";
import { configuredSites } from "../../fleet/plan/configured-sites.js";
import { LiveFleet } from "../../fleet/plan/live-fleet.js";
import { planFleet } from "../../fleet/plan/plan-fleet.js";
import { labelSelector } from "../../fleet/plan/selector.js";
import { readFleet, stackFileOf, type FleetOptions } from "./fleet-input.js";
import { stateReader } from "./fleet-states.js";
import { givenOutputs, outputsOfStack, type GivenValues } from "./other-stacks.js";
import { projectName } from "./own-records.js";
import { checkForm, printPlan, type PlanForm } from "./print-plan.js";
import type { PulumiRunner } from "./store-password.js";
import type { Terminal } from "./terminal.js";

export interface FleetPlanOptions extends FleetOptions, GivenValues, PlanForm {
  /** Labels of the sites that are planned. @default - all sites */
  readonly selector?: string | undefined;
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
  const { directory, selector } = options;
  checkForm(options);
  const isSelected = selector === undefined ? undefined : labelSelector(selector);
  const fleet = readFleet(options);
  const project = projectName(directory);
  const sites = await configuredSites(fleet, {
    directory,
    stackFile: (site) => stackFileOf(directory, site),
    given: (raw) => givenOutputs(raw, options),
    outputsOfStack: (stack) => outputsOfStack(stack, directory, pulumi),
  });
  // The files that stacks name are relative to their project.
  const before = process.cwd();
  process.chdir(directory);
  try {
    const live = new LiveFleet(facts);
    const stateOf = options.states ? stateReader(directory, pulumi) : undefined;
    const plan = await planFleet(sites, live, { project, toolVersion: version, isSelected, stateOf });
    return printPlan(plan, fleet, options, terminal);
  } finally {
    process.chdir(before);
  }
}
