/** `tkg-edge fleet destroy`: destroys what the stacks of chosen sites have made, by the machinery of `fleet rollout`. */
import { join } from "node:path";
import type { RolloutKeys } from "../../../config/fleet/rollout-fields.js";
import { nearest } from "../../../config/nearest.js";
import { UserError } from "../../../config/problem.js";
import { Facts } from "../../../environment/facts/facts.js";
import { counted, someOf } from "../../../fleet/finding.js";
import type { ConfiguredSite } from "../../../fleet/plan/configured-sites.js";
import { takeLock } from "../../../fleet/rollout/lock.js";
import { OpenedRollout } from "../../../fleet/rollout/recorded.js";
import type { Attempt } from "../../../fleet/rollout/records.js";
import { canariesOf, rolloutSettings } from "../../../fleet/rollout/settings.js";
import { inFleet, type FleetToRead, type LiveOptions } from "../fleet-live.js";
import type { PulumiRunner } from "../store-password.js";
import type { Terminal } from "../terminal.js";
import { goesOn } from "./agreement.js";
import { backendFolder } from "./clean-up.js";
import { siteStates, type SiteState } from "./destroy-plan.js";
import { DestroySites } from "./destroy-sites.js";
import { refuseUnwritable } from "./events-file.js";
import { explained } from "./explained.js";
import { ReportFile } from "./report-file.js";
import { refuseWrongFleet } from "./rolling.js";
import { rolloutFolder } from "./rollout-folder.js";
import { PlannableFleet } from "./rollout-plan.js";
import { runSites, type RunOptions } from "./run-sites.js";

export interface FleetDestroyOptions extends LiveOptions, RunOptions {
  /** Names of sites; none with a selector. */
  readonly names: readonly string[];
  /** Keys of `rollout` on the command line. */
  readonly keys: RolloutKeys;
  readonly yes: boolean;
  /** Number of sites that the user expects to be chosen. */
  readonly expect?: number | undefined;
  readonly pauseBetweenWaves: boolean;
}

const notAgreed = 2;
/** Nothing but the site itself decides that it is destroyed. */
const digest = "destroy";

/**
 * @param version of this program
 * @returns the exit code: 0 done, 1 failures, 2 not agreed to, 4 sites are left, 5 only sites that cannot be reached are left
 * @throws UserError where no site is chosen, a name is none of a site, or a site is protected; nothing is destroyed then
 */
export async function fleetDestroy(
  options: FleetDestroyOptions,
  terminal: Terminal,
  pulumi: PulumiRunner,
  version: string,
  facts: () => Facts = () => new Facts(),
): Promise<number> {
  const { directory, names, selector, keys, events } = options;
  if ((names.length === 0) === (selector === undefined)) {
    throw new UserError(
      names.length === 0
        ? "expected the names of sites or --selector: nothing chooses every site by itself"
        : "expected either the names of sites or --selector, not both",
    );
  }
  refuseUnwritable(directory, { "--events": events, "--report": options.report });
  const folder = rolloutFolder(directory, options.fleet);
  const release = takeLock(join(folder, "lock"));
  try {
    const report = new ReportFile(options);
    return await inFleet(options, pulumi, async (read) => {
      refuseWrongFleet(read.fleet);
      const plannable = new PlannableFleet(
        read.sites,
        { project: read.project, toolVersion: version },
        facts,
      );
      const chosen = chosenOf(read, options);
      canariesOf(keys.canaries, read.sites);
      const states = await siteStates(chosen, directory, pulumi);
      refuseProtected(states);
      return await destroy({ options, terminal, pulumi, read, plannable, folder, report }, states);
    });
  } finally {
    release();
  }
}

interface Destroy {
  readonly options: FleetDestroyOptions;
  readonly terminal: Terminal;
  readonly pulumi: PulumiRunner;
  readonly read: FleetToRead;
  readonly plannable: PlannableFleet;
  readonly folder: string;
  readonly report: ReportFile;
}

/** @throws UserError where a name is none of a site */
function chosenOf(
  { sites, isSelected }: FleetToRead,
  { names, fleet }: FleetDestroyOptions,
): readonly ConfiguredSite[] {
  const wanted = new Set(names);
  const known = sites.map(({ name }) => name);
  const unknown = [...wanted].filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    const meant = unknown.flatMap((name) => nearest(name, known) ?? []);
    const hint =
      meant.length === 0 ? "sites of this fleet" : `sites of this fleet; did you mean ${meant.join(", ")}?`;
    const quoted = unknown.map((name) => JSON.stringify(name)).join(", ");
    throw new UserError(`there is no site ${quoted} in ${fleet}; expected: ${hint}`);
  }
  return sites.filter((site) => wanted.has(site.name) || isSelected?.(site) === true);
}

/** @throws UserError naming all of them */
function refuseProtected(states: readonly SiteState[]): void {
  const kept = states.filter(({ protection }) => protection !== undefined);
  if (kept.length === 0) return;
  throw new UserError(
    [
      `${counted(kept.length, "site")} of ${states.length} protected, so nothing was destroyed:`,
      ...kept.map(({ name, protection = "" }) => `  ${name}: ${protection}`),
      "To destroy them: site.protect: false, then fleet rollout (it only takes the protection off), then this command again " +
        "(docs/rebuild.md, Allow a rebuild). Or choose other sites.",
    ].join("\n"),
  );
}

async function destroy(
  { options, terminal, pulumi, read, plannable, folder, report }: Destroy,
  states: readonly SiteState[],
): Promise<number> {
  const { directory, keys } = options;
  const { fleet, project } = read;
  const there = states.filter(({ resources }) => resources > 0);
  const names = new Set(there.map(({ name }) => name));
  const gone = states.filter(({ resources }) => resources === 0).map(({ name }) => name);
  if (gone.length > 0) terminal.out(`nothing there to destroy: ${someOf(gone, 20)}\n`);
  if (there.length === 0) return 0;
  const { sites: planned } = await plannable.plan(({ name }) => names.has(name));
  const away = planned.filter(({ word }) => word === "unreachable").map(({ name }) => name);
  terminal.out(
    `to be DESTROYED, each cluster with everything on it: ${someOf([...names], 20)}\n` +
      (away.length > 0 ? `of these cannot be reached, and wait until the end: ${someOf(away, 20)}\n` : ""),
  );
  if (!(await isConfirmed(states.length, gone.length, options, terminal))) return notAgreed;
  const canaries = canariesOf(keys.canaries, plannable.sites);
  const settings = rolloutSettings(keys, fleet.rollout ?? {});
  const ledger = new OpenedRollout(join(folder, "destroy", "ledger.jsonl"), fleet.file, false);
  try {
    const backend = await backendFolder(directory, pulumi);
    const runner = (id: string) =>
      new DestroySites({
        ...{ directory, project, backend, pulumi, id, outputs: join(folder, "destroy", "output") },
        judge: (site) => plannable.judge(site),
        explain: (site) => explained(site, directory),
        timeoutSeconds: settings.timeoutPerSiteSeconds,
      });
    const sites = planned.map(({ name, word }) => ({
      ...{ ...plannable.detailsOf(name), name, digest, isCanary: canaries.has(name) },
      word: word === "unreachable" ? ("unreachable" as const) : ("destroy" as const),
    }));
    const run = {
      kind: "destroy",
      ...{
        fleet: fleet.file,
        ledger,
        attempts: thatCount(ledger.attempts),
        settings,
        runner,
        report,
      },
      ...{ sites, blocked: [], hasBlockedCanary: false },
      hasSettledCanary: gone.some((name) => canaries.has(name)),
      betweenWaves: options.pauseBetweenWaves ? (signal: AbortSignal) => goesOn(terminal, signal) : undefined,
    } as const;
    return await runSites(run, options, terminal);
  } finally {
    ledger.close();
  }
}

/** A site that was destroyed and has something again is destroyed again. */
const thatCount = (attempts: ReadonlyMap<string, Attempt>): ReadonlyMap<string, Attempt> =>
  new Map([...attempts].filter(([, { end }]) => end?.outcome !== "done"));

/** The number of the chosen sites, with those that are gone: the same command goes on with the same number. */
async function isConfirmed(
  chosen: number,
  gone: number,
  { yes, expect }: FleetDestroyOptions,
  terminal: Terminal,
): Promise<boolean> {
  const counts = `${counted(chosen, "site")} chosen${gone > 0 ? `, of which ${gone} have nothing left` : ""}`;
  if (expect !== undefined && expect !== chosen) {
    terminal.err(`refused: --expect ${expect}, and ${counts}; nothing was destroyed\n`);
    return false;
  }
  if (yes && expect !== undefined) return true;
  if (yes || !terminal.ask) {
    terminal.err(`${counts}; --yes --expect ${chosen} confirms that. Nothing was destroyed\n`);
    return false;
  }
  const question = `${counts}. Type the number of chosen sites to destroy them: `;
  const answer = await terminal.ask(question, new AbortController().signal);
  return answer.trim() === String(chosen);
}
