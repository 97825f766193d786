/** Prints the plan of a fleet in one of its forms. */
import { whereText } from "../../config/fleet/fleet-document.js";
import type { Fleet } from "../../config/fleet/fleet-file.js";
import { UserError } from "../../config/problem.js";
import { printable } from "../../fleet/finding.js";
import type { FleetPlan } from "../../fleet/plan/plan-fleet.js";
import { exitCode, jsonPlan, markdownPlan, textPlan } from "../../fleet/plan/plan-report.js";
import type { Terminal } from "./terminal.js";

export interface PlanForm {
  readonly json: boolean;
  readonly markdown: boolean;
}

/** @throws UserError where both forms are wanted */
export function checkForm({ json, markdown }: PlanForm): void {
  if (json && markdown) throw new UserError("--json and --markdown: expected one of them");
}

/** @returns the exit code: 0 nothing to do, 2 changes, 3 rebuilds, 1 problems, those of the fleet's files included */
export function printPlan(
  plan: FleetPlan,
  fleet: Fleet,
  { json, markdown }: PlanForm,
  terminal: Terminal,
): number {
  terminal.out(json ? jsonPlan(fleet.file, plan) : markdown ? markdownPlan(plan) : textPlan(plan));
  return printProblems(fleet, terminal) ? exitCode(plan) : 1;
}

/** What is wrong with the fleet's files themselves. @returns whether there is nothing */
export function printProblems(fleet: Fleet, terminal: Terminal): boolean {
  const wrong = fleet.problems.filter(({ path }) => !fleet.sites.has(path.replace(/^sites\./, "")));
  for (const problem of wrong) {
    const found = problem.found === undefined ? "" : ` is ${problem.found}`;
    terminal.err(printable(`${whereText(problem)}${found}; expected: ${problem.expected}\n`));
  }
  return wrong.length === 0;
}
