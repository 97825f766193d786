/**
 * Runs the sites of a fleet: canaries, then the others, then once more those that could not be reached. Everything that happens is
 * in the ledger first, so that a rollout that was killed at any moment is gone on with.
 */
import { Budget } from "./budget.js";
import { secondsBetween, type Clock } from "./clock.js";
import type { RolloutEvent, StopReason } from "./events.js";
import type { SiteEnd } from "./outcome.js";
import type { Attempt, LedgerRecord } from "./records.js";
import {
  atFirst,
  hasFailed,
  waveNames,
  type RolloutResult,
  type SiteResult,
  type SiteStatus,
  type WaveNames,
} from "./result.js";
import { failureLimit, type RolloutSettings } from "./settings.js";
import type { SiteRunner, SiteToRun } from "./site-runner.js";
import { mayStart, openingOf, WindowWaits } from "./windows.js";

export interface RolloutOptions {
  /** In the order in which they are started. */
  readonly sites: readonly SiteToRun[];
  /** What the ledger has of sites. */
  readonly attempts: ReadonlyMap<string, Attempt>;
  /** Whether a canary has nothing to be done, and so shows that the others may follow. */
  readonly hasSettledCanary: boolean;
  /** Whether a canary cannot be run as it is configured. */
  readonly hasBlockedCanary: boolean;
  readonly settings: RolloutSettings;
  /** Whether sites that failed with the same configuration are run again. */
  readonly retryFailed: boolean;
  readonly runner: SiteRunner;
  /** @throws Error where it cannot be recorded */
  readonly record: (record: LedgerRecord) => void;
  readonly onEvent: (event: RolloutEvent) => void;
  /** Called after the canaries, where others follow. @returns whether to go on */
  readonly betweenWaves: () => Promise<boolean>;
  readonly clock: Clock;
  /** @default - `canaries`, `sites`, `deferred` */
  readonly waves?: WaveNames | undefined;
}

export class Rollout {
  readonly #results: Map<string, SiteResult>;
  readonly #budget: Budget;
  readonly #stopping = new AbortController();
  /** Number of the attempt of each site that this run started. */
  readonly #latest = new Map<string, number>();
  /** When it ended. */
  readonly #endedAt = new Map<string, number>();
  readonly #windows: WindowWaits;
  #stopped: StopReason | undefined;
  #fault: unknown;

  constructor(private readonly options: RolloutOptions) {
    const { sites, settings, clock, onEvent } = options;
    this.#results = new Map(
      sites.map((site) => [site.name, atFirst(site, options.attempts.get(site.name), options.retryFailed)]),
    );
    this.#budget = new Budget(settings);
    const until = clock.now() + (settings.waitForWindowsSeconds ?? 0) * 1000;
    this.#windows = new WindowWaits({ clock, onEvent, until, stopping: this.#stopping.signal });
  }

  /** Never rejects: what cannot be recorded is in the result. */
  async run(): Promise<RolloutResult> {
    const { waves = waveNames } = this.options;
    this.#checkFailures();
    await this.#runWave(waves.canaries, (site) => site.isCanary && this.#is(site, "waiting"));
    if (this.#checkCanaries()) await this.#beforeTheOthers();
    await this.#runWave(waves.rest, (site) => this.#is(site, "waiting"));
    await this.#runWave(waves.deferred, (site) => this.#is(site, "deferred"));
    const sites = [...this.#results.values()].map((result) => this.#atLast(result));
    return { sites, stopped: this.#stopped, fault: this.#fault };
  }

  /** Starts no more sites; those that run are let to their end. */
  stop(why: StopReason = "user"): void {
    if (this.#isStopped()) return;
    this.#stopped = why;
    this.options.onEvent({ event: "stopping", why, running: this.running });
    this.#stopping.abort();
  }

  #isStopped(): boolean {
    return this.#stopped !== undefined;
  }

  /** The same, and ends those that run. */
  cancel(): void {
    this.stop();
    this.options.runner.cancel();
  }

  get running(): readonly string[] {
    return this.options.sites.filter((site) => this.#is(site, "running")).map(({ name }) => name);
  }

  #atLast(result: SiteResult): SiteResult {
    const opens = result.status === "waiting" ? openingOf(result.site, this.options.clock.now()) : undefined;
    return opens === undefined || this.#isStopped() ? result : { ...result, status: "window", opens };
  }

  #is({ name }: SiteToRun, status: SiteStatus): boolean {
    return this.#results.get(name)?.status === status;
  }

  #checkFailures(): void {
    const failures = [...this.#results.values()].filter(({ status }) => hasFailed(status)).length;
    if (failures >= failureLimit(this.options.settings, this.options.sites.length)) this.stop("failures");
  }

  /** The others start when no canary failed, and one of them at least was reached. @returns whether there are canaries */
  #checkCanaries(): boolean {
    const canaries = this.options.sites.filter(({ isCanary }) => isCanary);
    const { hasSettledCanary, hasBlockedCanary } = this.options;
    if (canaries.length === 0 && !hasBlockedCanary) return false;
    const isShown = hasSettledCanary || canaries.some((site) => this.#is(site, "done"));
    const isBad =
      hasBlockedCanary || canaries.some((site) => hasFailed(this.#results.get(site.name)?.status));
    if (isBad || !isShown) this.stop("canaries");
    return true;
  }

  async #beforeTheOthers(): Promise<void> {
    const { sites, clock, settings, betweenWaves, onEvent, attempts } = this.options;
    if (this.#isStopped() || !sites.some((site) => this.#is(site, "waiting"))) return;
    const results = sites.flatMap((site) => (site.isCanary ? (this.#results.get(site.name) ?? []) : []));
    if (results.some(({ wave, isEarlier }) => wave !== undefined && !isEarlier) && !(await betweenWaves())) {
      this.stop("pause");
      return;
    }
    const ends = results.map(({ site, isEarlier }) => {
      const earlier = isEarlier ? attempts.get(site.name)?.end?.at : undefined;
      return earlier === undefined ? (this.#endedAt.get(site.name) ?? 0) : Date.parse(earlier);
    });
    const soak = settings.soakSeconds * 1000;
    // A clock that was set back since does not make it longer.
    const left = Math.min(soak, Math.max(0, ...ends) + soak - clock.now());
    if (left <= 0) return;
    onEvent({ event: "soak-started", seconds: Math.round(left / 1000) });
    await clock.wait(left, this.#stopping.signal);
  }

  async #runWave(wave: string, isWanted: (site: SiteToRun) => boolean): Promise<void> {
    const waiting = this.options.sites.filter(isWanted);
    if (waiting.length === 0 || this.#isStopped()) return;
    const names = waiting.map(({ name }) => name);
    const at = new Date(this.options.clock.now()).toISOString();
    if (!this.#record({ kind: "wave", at, wave, sites: names })) return;
    this.options.onEvent({ event: "wave-started", wave, sites: names });
    const running = new Set<Promise<void>>();
    for (;;) {
      while (!this.#isStopped()) {
        const next = this.#budget.takeFrom(waiting, (site) => mayStart(site, this.options.clock.now()));
        if (!next) break;
        const run = this.#runSite(next, wave).finally(() => {
          this.#budget.giveBack(next);
          running.delete(run);
        });
        running.add(run);
      }
      if (running.size > 0) await this.#windows.endOrOpening(running, waiting);
      else if (this.#isStopped() || !(await this.#windows.opening(waiting))) return;
    }
  }

  async #runSite(site: SiteToRun, wave: string): Promise<void> {
    const { attempts, runner, clock, onEvent } = this.options;
    const { name, word, digest } = site;
    const known = attempts.get(name);
    const isFirst = !this.#latest.has(name);
    const earlier = isFirst && known?.end?.outcome !== "done" ? known : undefined;
    const attempt = (this.#latest.get(name) ?? known?.number ?? 0) + 1;
    const about = () => ({ at: new Date(clock.now()).toISOString(), site: name, attempt });
    if (!this.#record({ kind: "start", ...about(), wave, word, digest })) return;
    this.#latest.set(name, attempt);
    const startedAt = clock.now();
    const running = { site, isEarlier: false, end: undefined, seconds: undefined, wave } as const;
    this.#results.set(name, { ...running, status: "running" });
    onEvent({ event: "site-started", site: name, wave, attempt, plan: word });
    const end = await runner
      .run(site, attempt, earlier, {
        started: (process) => void this.#record({ kind: "process", ...about(), process }),
        step: (step) => {
          onEvent({ event: "site-step", site: name, step });
        },
      })
      .catch((error: unknown): SiteEnd => ({
        outcome: "failed",
        reasons: [error instanceof Error ? error.message : String(error)],
      }));
    const { reasons, output } = end;
    const hasFailedAgain = end.outcome === "deferred" && end.isGuess === true && !isFirst;
    const outcome = hasFailedAgain ? "failed" : end.outcome;
    this.#record({ kind: "end", ...about(), outcome, reasons: [...reasons], output });
    const seconds = secondsBetween(startedAt, clock.now());
    this.#endedAt.set(name, clock.now());
    this.#results.set(name, { ...running, status: outcome, end: { ...end, outcome }, seconds });
    onEvent({ event: "site-ended", site: name, wave, attempt, outcome, seconds, reasons, output });
    this.#checkFailures();
  }

  /** @returns whether it is recorded; where not, nothing more is started */
  #record(record: LedgerRecord): boolean {
    try {
      this.options.record(record);
      return true;
    } catch (error) {
      this.#fault ??= error;
      this.stop("ledger");
      return false;
    }
  }
}
