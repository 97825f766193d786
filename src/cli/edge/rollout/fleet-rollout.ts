/** `tkg-edge fleet rollout`: plans all sites, asks, and runs `pulumi up` of those of which something is to be done. */
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { withPlace } from "../../../config/fleet/fleet-document.js";
import type { Fleet } from "../../../config/fleet/fleet-file.js";
import type { RolloutKeys } from "../../../config/fleet/rollout-fields.js";
import { ConfigurationError, UserError } from "../../../config/problem.js";
import { Facts } from "../../../environment/facts/facts.js";
import type { ConfiguredSite } from "../../../fleet/plan/configured-sites.js";
import { exitCode, textPlan } from "../../../fleet/plan/plan-report.js";
import type { RolloutEvent } from "../../../fleet/rollout/events.js";
import { takeLock } from "../../../fleet/rollout/lock.js";
import { OpenedRollout } from "../../../fleet/rollout/recorded.js";
import { rolloutExitCode, rolloutMarkdown, rolloutText } from "../../../fleet/rollout/report.js";
import { Rollout } from "../../../fleet/rollout/rollout.js";
import { canariesOf, rolloutSettings } from "../../../fleet/rollout/settings.js";
import { explain } from "../explain.js";
import { inFleet, type LiveOptions } from "../fleet-live.js";
import type { PulumiRunner } from "../store-password.js";
import type { Terminal } from "../terminal.js";
import { goesOn, isAgreed } from "./agreement.js";
import { backendFolder } from "./clean-up.js";
import { EventCommand } from "./event-command.js";
import { checkWritable, eventsTo, messageOf } from "./events-file.js";
import { PulumiSites } from "./pulumi-sites.js";
import { ledgerIn, rolloutFolder } from "./rollout-folder.js";
import { PlannableFleet, selectionOf, type Selection } from "./rollout-plan.js";
import { Screen } from "./screen.js";
import { onStopSignals } from "./stop-signals.js";

export interface FleetRolloutOptions extends LiveOptions {
  /** Keys of `rollout` on the command line. */
  readonly keys: RolloutKeys;
  readonly all: boolean;
  readonly yes: boolean;
  readonly allowRebuilds: boolean;
  readonly retryFailed: boolean;
  readonly startOver: boolean;
  readonly pauseBetweenWaves: boolean;
  /** Command line that is run for events. */
  readonly onEvent?: string | undefined;
  /** File to which events are added. */
  readonly events?: string | undefined;
  /** File for the report. */
  readonly report?: string | undefined;
}

/** Exit code where the plan has nothing to be done and an earlier run is to be cleaned up. */
const notAgreed = 2;

/**
 * @param version of this program
 * @returns the exit code: 0 done, 1 failures, 4 sites are left, 5 only sites that cannot be reached are left; that of
 *   `fleet plan` where it was not agreed to
 */
export async function fleetRollout(
  options: FleetRolloutOptions,
  terminal: Terminal,
  pulumi: PulumiRunner,
  version: string,
  facts: () => Facts = () => new Facts(),
): Promise<number> {
  const { directory } = options;
  const folder = rolloutFolder(directory, options.fleet);
  const release = takeLock(join(folder, "lock"));
  try {
    return await inFleet(options, pulumi, async ({ fleet, project, sites, isSelected = () => true }) => {
      const wrong = fleet.problems.filter(({ path }) => !fleet.sites.has(path.replace(/^sites\./, "")));
      if (wrong.length > 0) throw new ConfigurationError(wrong.map(withPlace), `fleet ${fleet.file}`);
      const backend = await backendFolder(directory, pulumi);
      const plannable = new PlannableFleet(sites, { project, toolVersion: version }, facts);
      const rollout = new FleetRollout(options, fleet, plannable, folder, terminal);
      return await rollout.run(isSelected, { directory, project, backend, pulumi });
    });
  } finally {
    release();
  }
}

/** What is left of earlier runs is cleaned up with these. */
type Tools = Pick<
  ConstructorParameters<typeof PulumiSites>[0],
  "directory" | "project" | "backend" | "pulumi"
>;

class FleetRollout {
  constructor(
    private readonly options: FleetRolloutOptions,
    private readonly fleet: Fleet,
    private readonly plannable: PlannableFleet,
    private readonly folder: string,
    private readonly terminal: Terminal,
  ) {}

  async run(isSelected: (site: ConfiguredSite) => boolean, tools: Tools): Promise<number> {
    const { options, plannable, terminal } = this;
    const canaries = canariesOf(options.keys.canaries ?? this.fleet.rollout?.canaries, plannable.sites);
    const plan = await plannable.plan(isSelected);
    terminal.out(textPlan(plan));
    const ledger = new OpenedRollout(ledgerIn(this.folder), this.fleet.file, options.startOver);
    try {
      const { retryFailed, all: runsAll, keys } = options;
      const isOrdered = keys.inGroupOrder ?? this.fleet.rollout?.inGroupOrder ?? false;
      const groupOrder = isOrdered ? [...this.fleet.groups.keys()] : undefined;
      const chosen = { canaries, runsAll, retryFailed, groupOrder };
      const selection = selectionOf(plan, plannable, ledger.attempts, chosen);
      if (!(await isAgreed(selection, options, terminal))) return exitCode(plan) || notAgreed;
      return await this.#roll(selection, ledger, tools);
    } finally {
      ledger.close();
    }
  }

  async #roll(selection: Selection, ledger: OpenedRollout, tools: Tools): Promise<number> {
    const { attempts } = ledger;
    const { options, terminal, fleet, plannable } = this;
    const settings = rolloutSettings(options.keys, fleet.rollout ?? {});
    const started = Date.now();
    const screen = new Screen(terminal);
    const write = eventsTo(options.events && this.#path(options.events), terminal);
    const command = options.onEvent === undefined ? undefined : new EventCommand(options.onEvent, terminal);
    const onEvent = (event: RolloutEvent): void => {
      screen.show(event);
      write(event);
      command?.add(event);
    };
    if (options.report !== undefined) checkWritable(this.#path(options.report), "--report");
    const { blocked, ...selected } = selection;
    const { sites } = selected;
    // A ledger without a site would only put another one aside.
    const id = sites.length > 0 ? ledger.begin() : "(none)";
    const runner = new PulumiSites({
      ...{ ...tools, id, outputs: join(this.folder, "output") },
      judge: (site) => plannable.judge(site),
      explain: (site) => explained(site, options.directory),
      ...{ allowsRebuilds: options.allowRebuilds, runsAll: options.all },
      timeoutSeconds: settings.timeoutPerSiteSeconds,
    });
    const ended = new AbortController();
    const rollout = new Rollout({
      ...{ ...selected, attempts, settings, retryFailed: options.retryFailed, runner, onEvent },
      record: (record) => {
        ledger.append(record);
      },
      betweenWaves: () => this.#goesOn(screen, ended.signal),
      clock: {
        now: () => Date.now(),
        wait: (milliseconds, signal) => delay(milliseconds, undefined, { signal }).catch(() => undefined),
      },
    });
    const stop = () => {
      rollout.stop();
      ended.abort();
    };
    const letGo = onStopSignals(stop, () => {
      stop();
      rollout.cancel();
    });
    const earlier = sites.filter(({ name, digest }) => isDone(attempts.get(name), digest)).length;
    onEvent({
      event: "rollout-started",
      id,
      fleet: fleet.file,
      sites: sites.length,
      finishedEarlier: earlier,
    });
    screen.begin();
    try {
      const result = await rollout.run();
      screen.end();
      const report = { fleet: fleet.file, id, result, blocked, seconds: (Date.now() - started) / 1000 };
      const code = rolloutExitCode(report);
      const count = (status: string) => result.sites.filter((one) => one.status === status).length;
      const [done, deferred, failed] = [count("done"), count("deferred"), count("failed") + count("stopped")];
      if (sites.length > 0 && done === sites.length)
        ledger.append({ kind: "complete", at: new Date().toISOString() });
      const left = sites.length - done - deferred - failed;
      onEvent({ event: "rollout-ended", exitCode: code, done, failed, deferred, left });
      terminal.out(`\n${rolloutText(report)}`);
      if (options.report !== undefined) writeFileSync(this.#path(options.report), rolloutMarkdown(report));
      if (result.fault !== undefined) {
        throw new UserError(`${ledger.file}: the ledger cannot be written: ${messageOf(result.fault)}`);
      }
      return code;
    } finally {
      screen.end();
      letGo();
      await command?.ended();
    }
  }

  async #goesOn(screen: Screen, signal: AbortSignal): Promise<boolean> {
    if (!this.options.pauseBetweenWaves) return true;
    screen.end();
    const isGoingOn = await goesOn(this.terminal, signal);
    screen.begin();
    return isGoingOn;
  }

  #path(file: string): string {
    return resolve(this.options.directory, file);
  }
}

const isDone = (
  attempt: { readonly digest: string; readonly end: { readonly outcome: string } | undefined } | undefined,
  digest: string,
): boolean => attempt?.digest === digest && attempt.end?.outcome === "done";

/** The lines of `tkg-edge explain`. */
async function explained(site: string, directory: string): Promise<readonly string[]> {
  let text = "";
  await explain(site, directory, { out: (part) => void (text += part), err: () => undefined });
  return text.trimEnd().split("\n");
}
