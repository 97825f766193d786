/** Runs chosen sites to their ends: what is recorded, shown and reported on the way, for every command that runs many sites. */
import { resolve } from "node:path";
import { UserError } from "../../../config/problem.js";
import type { PlannedSite } from "../../../fleet/plan/plan-fleet.js";
import { systemClock } from "../../../fleet/rollout/clock.js";
import type { RolloutEvent, RolloutKind } from "../../../fleet/rollout/events.js";
import type { OpenedRollout } from "../../../fleet/rollout/recorded.js";
import type { Attempt } from "../../../fleet/rollout/records.js";
import { rolloutMarkdown } from "../../../fleet/rollout/report-markdown.js";
import type { PreparationPart } from "../../../fleet/rollout/report-words.js";
import { rolloutExitCode, rolloutText } from "../../../fleet/rollout/report.js";
import type { RolloutResult } from "../../../fleet/rollout/result.js";
import { Rollout, type RolloutOptions } from "../../../fleet/rollout/rollout.js";
import type { SiteRunner } from "../../../fleet/rollout/site-runner.js";
import type { Terminal } from "../terminal.js";
import { EventCommand } from "./event-command.js";
import { eventsTo, messageOf } from "./events-file.js";
import type { ReportFile } from "./report-file.js";
import { Screen } from "./screen.js";
import { onStopSignals } from "./stop-signals.js";

/** Options of the command line that every such command has. */
export interface RunOptions {
  /** Absolute path of the project. */
  readonly directory: string;
  readonly retryFailed: boolean;
  /** Command line that is run for events. */
  readonly onEvent?: string | undefined;
  /** File to which events are added. */
  readonly events?: string | undefined;
  /** File for the report. */
  readonly report?: string | undefined;
}

export interface SitesToRun extends Pick<
  RolloutOptions,
  "sites" | "hasSettledCanary" | "hasBlockedCanary" | "settings" | "waves"
> {
  readonly kind: RolloutKind;
  /** What is run of a preparation. @default - sites are run to their ends */
  readonly part?: PreparationPart | undefined;
  readonly report: ReportFile;
  /** The fleet file, as it is shown. */
  readonly fleet: string;
  readonly ledger: OpenedRollout;
  /** What the ledger has of sites, as far as it counts. */
  readonly attempts: ReadonlyMap<string, Attempt>;
  /** Sites that cannot be run as they are configured. */
  readonly blocked: readonly PlannedSite[];
  /** @param id of the rollout */
  readonly runner: (id: string) => SiteRunner;
  /** Called after the canaries. @default - the others follow */
  readonly betweenWaves?: ((signal: AbortSignal) => Promise<boolean>) | undefined;
}

/** @returns the exit code @throws UserError where the ledger cannot be written */
export async function runSites(run: SitesToRun, options: RunOptions, terminal: Terminal): Promise<number> {
  const { kind, part, fleet, ledger, attempts, sites, blocked, settings } = run;
  const path = (file: string) => resolve(options.directory, file);
  const started = Date.now();
  const screen = new Screen(terminal);
  // How running sites end is recorded all the same.
  terminal.outlive?.();
  const write = eventsTo(options.events && path(options.events), terminal);
  const command = options.onEvent === undefined ? undefined : new EventCommand(options.onEvent, terminal);
  const onEvent = (event: RolloutEvent): void => {
    screen.show(event);
    write(event);
    command?.add(event);
  };
  run.report.begin();
  // A ledger without a site would only put another one aside.
  const id = sites.length > 0 ? ledger.begin() : "(none)";
  const ended = new AbortController();
  const rollout = new Rollout({
    ...{ sites, attempts, settings, retryFailed: options.retryFailed, onEvent, waves: run.waves },
    ...{ hasSettledCanary: run.hasSettledCanary, hasBlockedCanary: run.hasBlockedCanary },
    runner: run.runner(id),
    record: (record) => {
      ledger.append(record);
    },
    betweenWaves: async () => {
      if (!run.betweenWaves) return true;
      screen.end();
      const goesOn = await run.betweenWaves(ended.signal);
      screen.begin();
      return goesOn;
    },
    clock: systemClock,
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
  onEvent({ event: "rollout-started", id, fleet, sites: sites.length, finishedEarlier: earlier, kind });
  screen.begin();
  try {
    const ran = await rollout.run();
    screen.end();
    const isComplete = ran.sites.length > 0 && ran.sites.every(({ status }) => status === "done");
    const result = isComplete ? completed(ran, ledger) : ran;
    const seconds = (Date.now() - started) / 1000;
    const report = { kind, part, fleet, id, result, blocked, seconds, waves: run.waves };
    const code = rolloutExitCode(report);
    const count = (status: string) => result.sites.filter((one) => one.status === status).length;
    const [done, deferred, failed] = [count("done"), count("deferred"), count("failed") + count("stopped")];
    const left = sites.length - done - deferred - failed;
    const waitingForWindow = count("window");
    onEvent({ event: "rollout-ended", exitCode: code, done, failed, deferred, left, waitingForWindow });
    terminal.out(`\n${rolloutText(report)}`);
    run.report.add(rolloutMarkdown(report));
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

/** Every site is done; that this cannot be recorded is reported with them. */
function completed(result: RolloutResult, ledger: OpenedRollout): RolloutResult {
  try {
    ledger.append({ kind: "complete", at: new Date().toISOString() });
    return result;
  } catch (error) {
    return { ...result, fault: result.fault ?? error };
  }
}

const isDone = (attempt: Attempt | undefined, digest: string): boolean =>
  attempt?.digest === digest && attempt.end?.outcome === "done";
