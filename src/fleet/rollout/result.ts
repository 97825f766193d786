/** What became of the sites of a rollout. */
import { secondsBetween } from "./clock.js";
import type { StopReason } from "./events.js";
import type { Outcome, SiteEnd } from "./outcome.js";
import type { Attempt } from "./records.js";
import type { SiteToRun } from "./site-runner.js";

/** `waiting` was not started, `window` waits for its window (site.rebuild.windows), `running` only while it is. */
export type SiteStatus = Outcome | "waiting" | "window" | "running";

export interface SiteResult {
  readonly site: SiteToRun;
  readonly status: SiteStatus;
  /** Whether an earlier run of this rollout brought it there. */
  readonly isEarlier: boolean;
  readonly end: SiteEnd | undefined;
  /** Of its run; undefined where it was not started. */
  readonly seconds: number | undefined;
  readonly wave: string | undefined;
  /** When its window opens, for reading. @default - it does not wait for one */
  readonly opens?: string | undefined;
}

export interface RolloutResult {
  readonly sites: readonly SiteResult[];
  /** Why sites were not started; undefined where each had its turn. */
  readonly stopped: StopReason | undefined;
  /** Why the ledger could not be written. @default - it was */
  readonly fault?: unknown;
}

/** Before anything was run. @param attempt of an earlier run of the rollout */
export function atFirst(site: SiteToRun, attempt: Attempt | undefined, retryFailed: boolean): SiteResult {
  const { end, wave, startedAt = "", digest } = attempt ?? {};
  const isOver = end?.outcome === "done" || (hasFailed(end?.outcome) && !retryFailed);
  if (digest === site.digest && end && isOver) {
    const seconds = secondsBetween(Date.parse(startedAt), Date.parse(end.at));
    return { site, isEarlier: true, end, status: end.outcome, seconds, wave };
  }
  const untouched = { site, isEarlier: false, end: undefined, seconds: undefined, wave: undefined };
  return { ...untouched, status: site.word === "unreachable" ? "deferred" : "waiting" };
}

/** Whether an outcome counts as a failure. */
export const hasFailed = (status: SiteStatus | undefined): boolean =>
  status === "failed" || status === "stopped";

/** Names of the waves. */
export type WaveNames = Readonly<Record<"canaries" | "rest" | "deferred", string>>;

export const waveNames: WaveNames = { canaries: "canaries", rest: "sites", deferred: "deferred" };
