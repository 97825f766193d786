/** A rollout whose sites end as a test has them, with a ledger in memory that survives a kill. */
import type { Outcome, SiteEnd } from "../../../../src/fleet/rollout/outcome.js";
import { recordedRollout, type LedgerRecord } from "../../../../src/fleet/rollout/records.js";
import type { RolloutResult } from "../../../../src/fleet/rollout/result.js";
import { Rollout, type RolloutOptions } from "../../../../src/fleet/rollout/rollout.js";
import type { SiteRunner, SiteToRun } from "../../../../src/fleet/rollout/site-runner.js";

export interface FakeSite extends Partial<SiteToRun> {
  /** How its attempts end, in their order; the last one repeats. @default - done */
  readonly ends?: readonly Outcome[];
  /** Whether a deferral is only guessed from the words of a failure. */
  readonly isGuess?: boolean;
  /** Turns of the event loop that a run takes. @default 1 */
  readonly turns?: number;
}

export const settings: RolloutOptions["settings"] = {
  maxConcurrency: 2,
  maxConcurrencyPerVcenter: undefined,
  maxConcurrencyPerRegistry: undefined,
  soakSeconds: 0,
  maxFailures: 1,
  timeoutPerSiteSeconds: 60,
};

/** What happened, in its order: `start NAME`, `end NAME OUTCOME`, `killed`. */
export class FakeFleet implements SiteRunner {
  readonly log: string[] = [];
  readonly records: LedgerRecord[] = [];
  readonly running = new Set<string>();
  most = 0;
  mostOfVcenter = 0;
  now = Date.parse("2026-01-01T00:00:00Z");
  waited = 0;
  isCancelled = false;
  /** Whether what is waited for comes before the sites end that run. */
  isSlow = false;
  /** Called when a site is started. */
  onStart: (site: string) => void = () => undefined;

  constructor(readonly sites: Readonly<Record<string, FakeSite>>) {}

  get toRun(): SiteToRun[] {
    return Object.entries(this.sites).map(([name, site]) => ({
      ...{ name, vcenter: undefined, registry: undefined, word: "in place", digest: "a", isCanary: false },
      ...site,
    }));
  }

  /**
   * One process from its start to its end.
   * @param killedAt number of the record that is the first one not to be written; a kill
   */
  async life(options: Partial<RolloutOptions> = {}, killedAt = Infinity): Promise<RolloutResult> {
    const rollout = this.rollout(options, killedAt);
    return await rollout.run();
  }

  rollout(options: Partial<RolloutOptions> = {}, killedAt = Infinity): Rollout {
    let count = 0;
    let isKilled = false;
    return new Rollout({
      sites: this.toRun,
      attempts: recordedRollout(this.records).attempts,
      ...{ hasSettledCanary: false, hasBlockedCanary: false },
      settings,
      retryFailed: false,
      runner: this,
      record: (record) => {
        count += 1;
        if (count >= killedAt && !isKilled) this.log.push("killed");
        isKilled ||= count >= killedAt;
        if (isKilled) throw new Error("killed");
        this.records.push(record);
      },
      onEvent: () => undefined,
      betweenWaves: () => Promise.resolve(true),
      clock: {
        now: () => this.now,
        wait: (milliseconds, signal) => {
          if (this.running.size > 0 && !this.isSlow) return aborted(signal);
          this.waited += milliseconds;
          this.now += milliseconds;
          return Promise.resolve();
        },
      },
      ...options,
    });
  }

  async run(site: SiteToRun, attempt: number): Promise<SiteEnd> {
    this.log.push(`start ${site.name}`);
    this.running.add(site.name);
    this.most = Math.max(this.most, this.running.size);
    const ofVcenter = [...this.running].filter((name) => this.sites[name]?.vcenter === site.vcenter).length;
    this.mostOfVcenter = Math.max(this.mostOfVcenter, ofVcenter);
    this.onStart(site.name);
    const { ends = ["done"], turns = 1, isGuess } = this.sites[site.name] ?? {};
    for (let turn = 0; turn < turns && !this.isCancelled; turn++) await new Promise(setImmediate);
    this.running.delete(site.name);
    const outcome = this.isCancelled ? "cancelled" : (ends[attempt - 1] ?? ends.at(-1) ?? "done");
    this.log.push(`end ${site.name} ${outcome}`);
    return { outcome, isGuess, reasons: outcome === "done" ? [] : [`it is ${outcome}`] };
  }

  cancel(): void {
    this.isCancelled = true;
  }

  get started(): readonly string[] {
    return this.log.flatMap((line) => (line.startsWith("start ") ? [line.slice("start ".length)] : []));
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    signal.addEventListener("abort", () => {
      resolve();
    });
  });

export const statusOf = ({ sites }: RolloutResult): Readonly<Record<string, string>> =>
  Object.fromEntries(sites.map(({ site, status }) => [site.name, status]));
