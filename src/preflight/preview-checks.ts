/**
 * The checks of `tkg-edge preflight` that a preview makes as well, while the site has no Cluster. Each is answered by what the
 * preview reads anyway, or by one small request beside the others. A Cluster that runs proves all of them, and is never held
 * up by one.
 *
 * Left to preflight: the tools (a process each), privileges, free space and the kind of vCenter (further logins), controllers
 * and the admission (rights that a stack need not have, objects that do not exist yet), registry and bundle (a rerun of a stack
 * whose TKr is installed needs neither).
 */
import type { Problem } from "../config/problem.js";
import type { StackSpec } from "../config/stack-spec.js";
import type { Facts } from "../environment/facts/facts.js";
import { problemOf, type Finding } from "../environment/finding.js";
import type { StackView } from "../environment/judgements/standing.js";
import { CheckContext } from "./check-context.js";
import type { Check } from "./check.js";
import { classGuard } from "./checks/class-guard.js";
import { allChecks } from "./checks.js";
import { runChecks } from "./run-checks.js";

/** More than kubectl gives one request, so that its own answer comes first. */
const patienceSeconds = 90;

export interface PreviewFindings {
  readonly problems: readonly Problem[];
  /** In sentences. */
  readonly warnings: readonly string[];
}

/**
 * @param view reads the stack's own state
 * @param isRunning whether the site has a Cluster already
 * @param all of which one that cannot be made, for want of a right, finds nothing
 */
export async function findingsAtPreview(
  spec: StackSpec,
  facts: Facts,
  view: () => Promise<StackView>,
  isRunning: boolean,
  all: readonly Check[] = allChecks,
): Promise<PreviewFindings> {
  const purpose = isRunning ? "running site" : "new site";
  const context = new CheckContext(spec, {}, view, facts, purpose);
  const checks = all.filter(({ preview }) => preview === "always" || (!isRunning && preview === "new site"));
  const selection = { skip: new Set<string>(), only: new Set<string>() };
  const results = await runChecks(checks.map(withoutFault), context, selection, patienceSeconds);
  const found = results.flatMap(({ check, findings }) => findings.map((finding) => ({ check, finding })));
  return {
    problems: found.flatMap(({ check, finding }) =>
      finding.severity === "failure"
        ? [problemOf({ path: check.name, ...finding }, finding.isValue ? undefined : check.remedy)]
        : [],
    ),
    warnings: isRunning ? [] : found.flatMap(({ check, finding }) => asWarnings(check, finding)),
  };
}

/** What a preview cannot find out is no reason to refuse it. */
function withoutFault(check: Check): Check {
  return {
    ...check,
    run: (context) => check.run(context).catch((): readonly Finding[] => []),
  };
}

function asWarnings(check: Check, finding: Finding): string[] {
  const { severity, path, seen, expected = "", remedy = check.remedy } = finding;
  // That other clusters may get a tiny TKr is reported by the stack that writes the guard, and by preflight.
  if (severity !== "warning" || check.name === classGuard.name) return [];
  const where = path === undefined ? "" : `${path}: `;
  return [`${where}${seen}; expected: ${expected}. ${check.why} Remedy: ${remedy}`];
}
