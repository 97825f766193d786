/** What the gates of sites would refuse, without a run of `pulumi`: the questions of the gate with the inputs of the new cluster. */
import { apiServerPortOf } from "../../../config/class-variables.js";
import type { StackSpec } from "../../../config/stack-spec.js";
import { readCluster } from "../../../environment/facts/cluster.js";
import type { Facts } from "../../../environment/facts/facts.js";
import type { Finding } from "../../../environment/finding.js";
import type { ConfiguredSite } from "../../../fleet/plan/configured-sites.js";
import type { PlannedSite } from "../../../fleet/plan/plan-fleet.js";
import { reasonText } from "../../../fleet/plan/plan-report.js";
import type { SiteEnd } from "../../../fleet/rollout/outcome.js";
import type { Attempt } from "../../../fleet/rollout/records.js";
import type { RunReports, SiteRunner, SiteToRun } from "../../../fleet/rollout/site-runner.js";
import { cluster as clusterManifest } from "../../../manifests/cluster.js";
import { CheckContext } from "../../../preflight/check-context.js";
import type { Check } from "../../../preflight/check.js";
import { inventory } from "../../../preflight/checks/inventory.js";
import { allChecks } from "../../../preflight/checks.js";
import { failuresOf, inTheWay, rebuildProofs, rollProofs } from "../../../preflight/rebuild-proofs.js";
import { runChecks } from "../../../preflight/run-checks.js";
import { wayOfChange } from "../../../program/built-version.js";
import { recordedClass } from "../../../program/recorded-class.js";
import { stackFileOf } from "../fleet-input.js";
import { ownRecords } from "../own-records.js";
import { stackPassword } from "../stack-passwords.js";
import type { PulumiRunner } from "../store-password.js";
import type { Terminal } from "../terminal.js";

export interface GateQuestionsOptions {
  /** Absolute path of the project. */
  readonly directory: string;
  readonly sites: readonly ConfiguredSite[];
  /** The plan that was made before; each plan of one site reads all that its management cluster has. */
  readonly planned: ReadonlyMap<string, PlannedSite>;
  /** Each thing is read once for all sites. */
  readonly facts: Facts;
  /** Plans one site that could not be reached from what is there now. */
  readonly judge: (site: string) => Promise<PlannedSite | undefined>;
  readonly pulumi: PulumiRunner;
  readonly terminal: Terminal;
}

export class GateQuestions implements SiteRunner {
  #isCancelled = false;

  constructor(private readonly options: GateQuestionsOptions) {}

  cancel(): void {
    this.#isCancelled = true;
  }

  async run(
    { name, word }: SiteToRun,
    _attempt: number,
    _earlier: Attempt | undefined,
    { step }: RunReports,
  ): Promise<SiteEnd> {
    if (this.#isCancelled) return { outcome: "cancelled", reasons: ["cancelled"] };
    const { planned, judge } = this.options;
    const now = word === "unreachable" ? await judge(name) : planned.get(name);
    const spec = this.#specOf(name);
    const reasons = now?.reasons.map(reasonText) ?? [];
    if (now?.word === "unreachable") return { outcome: "deferred", reasons };
    if (!now || !spec || now.word === "invalid" || now.word === "refused")
      return { outcome: "failed", reasons };
    step("questions of the gate");
    const refused = await this.#refusals(name, spec, now);
    return { outcome: refused.length > 0 ? "failed" : "done", reasons: refused };
  }

  #specOf(name: string): StackSpec | undefined {
    const result = this.options.sites.find((site) => site.name === name)?.result;
    return result && "spec" in result ? result.spec : undefined;
  }

  async #refusals(name: string, spec: StackSpec, { word, reasons }: PlannedSite): Promise<readonly string[]> {
    const context = await this.#context(name, spec);
    if (word === "create") return await failedChecks(context);
    const rollsVersion = word === "roll" && reasons.some(({ what }) => what === "site.tkrVersion");
    if (word !== "REBUILD") return rollsVersion ? await refusalsOf(rollProofs(), context) : [];
    const [places, refusals] = await Promise.all([
      failedChecks(context, inventory),
      refusalsOf(rebuildProofs(), context),
    ]);
    return [...places, ...refusals];
  }

  async #context(stack: string, spec: StackSpec): Promise<CheckContext> {
    const { directory, facts, pulumi, terminal } = this.options;
    const raw = stackFileOf(directory, stack)?.raw ?? { secretsSet: new Set<string>() };
    const reader = { stack, directory, raw, spec };
    const [vcenterPassword, registryPassword] = await Promise.all([
      stackPassword("vcenterPassword", reader, terminal, pulumi),
      stackPassword("registryPassword", reader, terminal, pulumi),
    ]);
    const records = () => ownRecords(stack, directory, pulumi);
    const ofSite = { siteClass: recordedClass, versionChange: wayOfChange };
    return new CheckContext(spec, { vcenterPassword, registryPassword }, records, facts, "preflight", ofSite);
  }
}

/** @param only the one check that is wanted; what it needs is asked elsewhere. @default - all checks */
async function failedChecks(context: CheckContext, only?: Check): Promise<readonly string[]> {
  const selection = { skip: new Set<string>(), only: new Set(only ? [only.name] : []) };
  const results = await runChecks(allChecks, context, selection);
  const wanted = results.filter(({ check }) => only === undefined || check === only);
  return wanted.flatMap(({ check, findings }) => lineOf(check.name, findings));
}

async function refusalsOf(
  proofs: ReturnType<typeof rebuildProofs>,
  context: CheckContext,
): Promise<readonly string[]> {
  const [site, live] = await Promise.all([context.siteWithClass(), context.liveCluster()]);
  const { vcenter } = context.spec.connection;
  if (!live || !vcenter) return [];
  const prospect = {
    ...{ facts: context.facts, management: context.management, site },
    ...{ vcenter: context.vcenterAddress, apiPort: apiServerPortOf(site.variables) },
    ...{ datacenter: site.placement.datacenter, sharesIdentity: site.identityRef !== undefined },
    ...{ cluster: clusterManifest(site, vcenter), live: readCluster(live) },
  };
  const lines = proofs.map(async (proof) => lineOf(proof.name, await failuresOf(proof, prospect)));
  return (await Promise.all(lines)).flat();
}

function lineOf(name: string, findings: readonly Finding[]): readonly string[] {
  const problem = inTheWay(findings);
  return problem === undefined ? [] : `${name}: ${problem}`.split("\n");
}
