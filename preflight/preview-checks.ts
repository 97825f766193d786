/**
 * The checks of `tkg-edge preflight` that a preview makes as well, while the site has no Cluster. Each is answered by what the
 * preview reads anyway, or by one small request beside the others. A Cluster that runs proves all of them, and is never held
 * up by one.
 *
 * Left to preflight: the tools (a process each), privileges, free space and the kind of vCenter (further logins), controllers
 * and the admission (rights that a stack need not have, objects that do not exist yet), registry and bundle (a rerun of a stack
 * whose TKr is installed needs neither).
 */
import type { ManagementCluster } from "../clients/management-cluster.js";
import type { Problem } from "../config/problem.js";
import type { StackSpec } from "../config/stack-spec.js";
import type { Check, Finding } from "./check.js";
import { classGuard } from "./checks/class-guard.js";
import { clusterClass } from "./checks/cluster-class.js";
import { cniPackage } from "./checks/cni-package.js";
import { endpointSilent } from "./checks/endpoint-silent.js";
import { identity } from "./checks/identity.js";
import { siteNamespace } from "./checks/site-namespace.js";
import { tkgVersion } from "./checks/tkg-version.js";
import { tkr } from "./checks/tkr.js";
import { runChecks } from "./run-checks.js";
import { Surroundings } from "./surroundings.js";

/** Checks that a preview of a site always makes, by look-ups of its own. */
export const alwaysAtPreview: ReadonlySet<string> = new Set([
  "management-reachable",
  "os-image",
  "vcenter-certificate",
  "vcenter-login",
  "inventory",
  "ova",
  "template",
  "template-disk",
  "controller-trust",
  "endpoint-unused",
]);

export const previewChecks: readonly Check[] = [
  siteNamespace,
  clusterClass,
  classGuard,
  tkr,
  cniPackage,
  tkgVersion,
  endpointSilent,
  identity,
];

/** More than kubectl gives one request, so that its own answer comes first. */
const patienceSeconds = 90;

export interface PreviewFindings {
  readonly problems: readonly Problem[];
  /** In sentences. */
  readonly warnings: readonly string[];
}

/**
 * @param cluster the stack's management cluster, which remembers what was read of it
 * @param checks of which one that cannot be made, for want of a right, finds nothing
 */
export async function findingsAtPreview(
  spec: StackSpec,
  cluster: ManagementCluster,
  checks: readonly Check[] = previewChecks,
): Promise<PreviewFindings> {
  // None of these checks reads the state: the program itself judges what the stack owns.
  const noState = () => Promise.reject(new Error("the state is not read for the checks of a preview"));
  const surroundings = new Surroundings(spec, {}, noState, undefined, cluster);
  const all = { skip: new Set<string>(), only: new Set<string>() };
  const results = await runChecks(checks.map(withoutFault), surroundings, all, patienceSeconds);
  const found = results.flatMap(({ check, findings }) => findings.map((finding) => ({ check, finding })));
  return {
    problems: found.flatMap(({ check, finding }) =>
      finding.severity === "failure" ? [asProblem(check, finding)] : [],
    ),
    // That other clusters may get a tiny TKr is reported by the stack that writes the guard, and by preflight.
    warnings: found.flatMap(({ check, finding }) =>
      finding.severity === "warning" && check.name !== classGuard.name ? [asWarning(check, finding)] : [],
    ),
  };
}

/** What a preview cannot find out is no reason to refuse it. */
function withoutFault(check: Check): Check {
  return {
    ...check,
    run: (surroundings) => check.run(surroundings).catch((): readonly Finding[] => []),
  };
}

function asProblem(
  check: Check,
  { path = check.name, seen, expected = "", mend = check.mend }: Finding,
): Problem {
  return { path, found: seen, expected: `${expected}. ${mend}` };
}

function asWarning(check: Check, { path, seen, expected = "", mend = check.mend }: Finding): string {
  return `${path === undefined ? "" : `${path}: `}${seen}; expected: ${expected}. ${check.why} Remedy: ${mend}`;
}
