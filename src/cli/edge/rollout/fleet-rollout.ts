/** `tkg-edge fleet rollout`: plans all sites, asks, and runs `pulumi up` of those of which something is to be done. */
import { join } from "node:path";
import { isRunning } from "../../../clients/process-identity.js";
import { Facts } from "../../../environment/facts/facts.js";
import type { ConfiguredSite } from "../../../fleet/plan/configured-sites.js";
import { exitCode, textPlan } from "../../../fleet/plan/plan-report.js";
import { takeLock } from "../../../fleet/rollout/lock.js";
import { OpenedRollout } from "../../../fleet/rollout/recorded.js";
import type { Attempt } from "../../../fleet/rollout/records.js";
import { canariesOf, rolloutSettings } from "../../../fleet/rollout/settings.js";
import { inFleet, type FleetToRead } from "../fleet-live.js";
import type { PulumiRunner } from "../store-password.js";
import type { Terminal } from "../terminal.js";
import { goesOn, isAgreed } from "./agreement.js";
import { backendFolder, type Leftovers } from "./clean-up.js";
import { refuseUnwritable } from "./events-file.js";
import { explained } from "./explained.js";
import { missingStacks, prepare } from "./preparation.js";
import { PulumiSites } from "./pulumi-sites.js";
import { ReportFile } from "./report-file.js";
import { refuseWrongFleet, type FleetRolloutOptions, type Rolling } from "./rolling.js";
import { ledgerIn, rolloutFolder } from "./rollout-folder.js";
import { digestOf, PlannableFleet, selectionOf, type Selection } from "./rollout-plan.js";
import { runSites } from "./run-sites.js";
import { runSharedStacks } from "./shared-stack-runs.js";

export type { FleetRolloutOptions } from "./rolling.js";

/** Exit code where the plan has nothing to be done and an earlier run is to be cleaned up. */
const notAgreed = 2;

/**
 * @param version of this program
 * @returns the exit code: 0 done, 1 failures, 4 sites are left, 5 only sites that cannot be reached or wait for their windows are
 *   left; that of `fleet plan` where it was not agreed to
 */
export async function fleetRollout(
  options: FleetRolloutOptions,
  terminal: Terminal,
  pulumi: PulumiRunner,
  version: string,
  facts: () => Facts = () => new Facts(),
): Promise<number> {
  const { directory, phase, events } = options;
  refuseUnwritable(directory, { "--events": events, "--report": options.report });
  const folder = rolloutFolder(directory, options.fleet);
  const release = takeLock(join(folder, "lock"));
  try {
    const report = new ReportFile(options);
    const rolling: Rolling = { options, terminal, pulumi, version, facts, folder, report };
    if (phase === "prepare") return await prepare(rolling);
    const first = await inFleet(options, pulumi, async (read): Promise<First> => {
      refuseWrongFleet(read.fleet);
      canariesOf(options.keys.canaries ?? read.fleet.rollout?.canaries, read.sites);
      const missing = await missingStacks(read, rolling);
      if (missing.length === 0) return { code: await roll(read, rolling), isOver: true };
      const code = await runSharedStacks(missing, read, rolling);
      return { code, isOver: code !== 0 };
    });
    if (first.isOver) return first.code;
    // The sites take what these stacks have now.
    return await inFleet(options, pulumi, (read) => roll(read, rolling));
  } finally {
    release();
  }
}

/** A site that was renamed or removed while its run was interrupted. */
function leftBehind(name: string, { process }: Attempt): string {
  const still = process && isRunning(process) ? `; process ${process.pid} still runs` : "";
  return (
    `${name} was being run when an earlier rollout was killed, and this fleet has no such site any more${still}. Its stack may be ` +
    `locked or changed in part: pulumi up --stack ${name} finishes it, under its new name if you renamed it (docs/resume.md)\n`
  );
}

interface First {
  readonly code: number;
  /** Whether it was the rollout itself, or may not go on to it. */
  readonly isOver: boolean;
}

async function roll(read: FleetToRead, rolling: Rolling): Promise<number> {
  const { project, sites } = read;
  const { options, pulumi, version, facts } = rolling;
  const { directory } = options;
  const backend = await backendFolder(directory, pulumi);
  const plannable = new PlannableFleet(sites, { project, toolVersion: version }, facts);
  return await new FleetRollout(rolling, read, plannable).run({ directory, project, backend, pulumi });
}

class FleetRollout {
  constructor(
    private readonly rolling: Rolling,
    private readonly read: FleetToRead,
    private readonly plannable: PlannableFleet,
  ) {}

  async run(tools: Leftovers): Promise<number> {
    const { plannable } = this;
    const { options, terminal, folder } = this.rolling;
    const { fleet, isSelected = (_site: ConfiguredSite) => true } = this.read;
    const canaries = canariesOf(options.keys.canaries ?? fleet.rollout?.canaries, plannable.sites);
    const plan = await plannable.plan(isSelected);
    terminal.out(textPlan(plan));
    const ledger = new OpenedRollout(ledgerIn(folder), fleet.file, options.startOver);
    try {
      const gone = ledger.leave((name) => plannable.sites.some((site) => site.name === name));
      for (const [name, attempt] of gone) terminal.err(leftBehind(name, attempt));
      if (canaries.size > 0 && !plan.sites.some(({ name }) => canaries.has(name)))
        terminal.err("none of the canaries is among the chosen sites, so these start without one\n");
      const { retryFailed, all: runsAll, keys } = options;
      const isOrdered = keys.inGroupOrder ?? fleet.rollout?.inGroupOrder ?? false;
      const groupOrder = isOrdered ? [...fleet.groups.keys()] : undefined;
      const chosen = { canaries, runsAll, retryFailed, groupOrder };
      const selection = selectionOf(plan, plannable, ledger.attempts, chosen);
      if (!(await isAgreed(selection, options, terminal))) return exitCode(plan) || notAgreed;
      return await this.#roll(selection, ledger, tools);
    } finally {
      ledger.close();
    }
  }

  #roll(selection: Selection, ledger: OpenedRollout, tools: Leftovers): Promise<number> {
    const { plannable } = this;
    const { options, terminal, folder, report } = this.rolling;
    const { fleet } = this.read;
    const settings = rolloutSettings(options.keys, fleet.rollout ?? {});
    const runner = (id: string) =>
      new PulumiSites({
        ...{ ...tools, id, outputs: join(folder, "output") },
        judge: (site) => plannable.judge(site),
        explain: (site) => explained(site, options.directory),
        digestNow: async (site) => {
          const now = await this.read.again(site);
          return now && digestOf(now.result);
        },
        ...{ allowsRebuilds: options.allowRebuilds, runsAll: options.all },
        timeoutSeconds: settings.timeoutPerSiteSeconds,
      });
    const betweenWaves = options.pauseBetweenWaves
      ? (signal: AbortSignal) => goesOn(terminal, signal)
      : undefined;
    const { attempts } = ledger;
    const run = { kind: "rollout", fleet: fleet.file, ledger, attempts, settings, runner, report } as const;
    return runSites({ ...run, ...selection, betweenWaves }, options, terminal);
  }
}
