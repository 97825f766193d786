/** What a rollout's end is reported in, for terminals and files alike. Pure. */
import { refusedOutside } from "../../config/rebuild-windows/window-text.js";
import { counted } from "../finding.js";
import type { PlannedSite } from "../plan/plan-fleet.js";
import type { RolloutKind, StopReason } from "./events.js";
import type { RolloutResult, SiteResult, WaveNames } from "./result.js";

/** A preparation runs stacks, and then asks what the gates of sites would refuse. */
export type PreparationPart = "stacks" | "questions";

export interface RolloutReport {
  /** @default rollout */
  readonly kind?: RolloutKind | undefined;
  /** What of a preparation it is about. @default - all */
  readonly part?: PreparationPart | undefined;
  readonly fleet: string;
  readonly id: string;
  readonly result: RolloutResult;
  /** Sites that were not run, because they are `invalid` or `refused`. */
  readonly blocked: readonly PlannedSite[];
  readonly seconds: number;
  /** @default - `canaries`, `sites`, `deferred` */
  readonly waves?: WaveNames | undefined;
}

export const stopTexts: Readonly<Record<StopReason, string>> = {
  failures: "stopped: maxFailures was reached. Sites that ran were let to their end",
  canaries:
    "stopped: a canary failed, or none could be reached or had an open window. No other site was started",
  user: "stopped by the user",
  pause: "paused after the canaries",
  ledger: "stopped: the ledger could not be written",
};

/** The gate may find a window closed that was open when the site was started. */
export const titleOf = ({ status, end }: Pick<SiteResult, "status" | "end">): string =>
  status === "deferred" && end?.reasons.some((line) => line.includes(refusedOutside)) === true
    ? titles.window
    : titles[status];

export const titles = {
  failed: "failed",
  stopped: "not announced by the plan, and not run",
  cancelled: "cancelled",
  deferred: "could not be reached",
  window: "waiting for its window",
  waiting: "not started",
  running: "running",
  done: "done",
} as const;

export const order = [
  "failed",
  "stopped",
  "cancelled",
  "deferred",
  "window",
  "waiting",
  "running",
  "done",
] as const;

/** Each outcome that occurs, as `3 done`. */
export const countsOf = (sites: readonly SiteResult[]): string[] =>
  order.toReversed().flatMap((status) => {
    const count = sites.filter((one) => titleOf(one) === titles[status]).length;
    return count === 0 ? [] : [`${count} ${titles[status]}`];
  });

/** What is run: a preparation brings up stacks that are no sites. */
export const nounOf = ({ part }: RolloutReport): "stack" | "site" => (part === "stacks" ? "stack" : "site");

export function summaryOf(report: RolloutReport): string {
  const {
    result: { sites },
    blocked,
  } = report;
  const parts = countsOf(sites);
  const rest = blocked.length === 0 ? [] : [`${blocked.length} invalid or refused`];
  return `${counted(sites.length + blocked.length, nounOf(report))}: ${[...parts, ...rest].join("; ") || "nothing to do"}`;
}

/** What the user can do next. */
export function nextLines({ kind, result: { sites } }: RolloutReport): string[] {
  const has = (...wanted: readonly SiteResult["status"][]) =>
    sites.some(({ status }) => wanted.includes(status));
  return [
    ...(has("failed", "stopped") ? ["", kind === "preparation" ? againAfter : retryAfter] : []),
    ...(has("waiting", "cancelled", "deferred", "window")
      ? ["", "The same command goes on from here; finished sites are not run again."]
      : []),
    ...(kind === "destroy" && has("done") ? ["", keptStacks] : []),
  ];
}

const retryAfter = "After the cause is fixed, the same command with --retry-failed runs these sites again.";
const againAfter = "After the cause is fixed, run the same command again.";

const keptStacks =
  "The stacks are kept, with their files and histories, so that pulumi up creates the sites again; pulumi stack rm SITE removes one.";

/** `45 s`, `12 min`, `2 h 5 min`. */
export function durationText(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
