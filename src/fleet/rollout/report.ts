/** How a rollout ended, for reading. Pure. */
import { refusedOutside } from "../../config/rebuild-windows/window-text.js";
import { counted, someOf } from "../finding.js";
import type { PlannedSite } from "../plan/plan-fleet.js";
import { reasonText } from "../plan/plan-report.js";
import type { RolloutKind, StopReason } from "./events.js";
import { hasFailed, waveNames, type RolloutResult, type SiteResult, type WaveNames } from "./result.js";

export interface RolloutReport {
  /** @default rollout */
  readonly kind?: RolloutKind | undefined;
  readonly fleet: string;
  readonly id: string;
  readonly result: RolloutResult;
  /** Sites that were not run, because they are `invalid` or `refused`. */
  readonly blocked: readonly PlannedSite[];
  readonly seconds: number;
  /** @default - `canaries`, `sites`, `deferred` */
  readonly waves?: WaveNames | undefined;
}

/** 0: every site is done; 1: one failed or cannot be run; 4: sites are left; 5: all but deferred and waiting ones are done. */
export function rolloutExitCode({ result, blocked }: Pick<RolloutReport, "result" | "blocked">): number {
  const { sites, fault } = result;
  const has = (isOne: (one: SiteResult) => boolean) => sites.some(isOne);
  if (fault !== undefined || blocked.length > 0 || has(({ status }) => hasFailed(status))) return 1;
  if (has(({ status }) => status === "waiting" || status === "cancelled")) return 4;
  return has(({ status }) => status === "deferred" || status === "window") ? 5 : 0;
}

const stopTexts: Readonly<Record<StopReason, string>> = {
  failures: "stopped: maxFailures was reached. Sites that ran were let to their end",
  canaries:
    "stopped: a canary failed, or none could be reached or had an open window. No other site was started",
  user: "stopped by the user",
  pause: "paused after the canaries",
  ledger: "stopped: the ledger could not be written",
};

/** The gate may find a window closed that was open when the site was started. */
const titleOf = ({ status, end }: Pick<SiteResult, "status" | "end">): string =>
  status === "deferred" && end?.reasons.some((line) => line.includes(refusedOutside)) === true
    ? titles.window
    : titles[status];

const titles = {
  failed: "failed",
  stopped: "not announced by the plan, and not run",
  cancelled: "cancelled",
  deferred: "could not be reached",
  window: "waiting for its window",
  waiting: "not started",
  running: "running",
  done: "done",
} as const;

const order = ["failed", "stopped", "cancelled", "deferred", "window", "waiting", "running", "done"] as const;

/** @returns lines for a terminal */
export function rolloutText(report: RolloutReport): string {
  const lines = [
    `${report.kind ?? "rollout"} ${report.id} of ${report.fleet}: ${summaryOf(report)}, ${durationText(report.seconds)}`,
    ...(report.result.stopped === undefined ? [] : [stopTexts[report.result.stopped]]),
    ...order.flatMap((status) => {
      const sites = report.result.sites.filter((one) => titleOf(one) === titles[status]);
      if (sites.length === 0 || status === "done") return [];
      const names = someOf(
        sites.map(({ site }) => site.name),
        20,
      );
      return ["", `${titles[status]}: ${names}`, ...sites.flatMap(explanation)];
    }),
    ...report.blocked.flatMap(({ name, word, reasons }) => [
      "",
      `${word}: ${name}`,
      ...reasons.map((reason) => `    ${reasonText(reason)}`),
    ]),
    ...nextLines(report),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

function explanation({ site, end, isEarlier, opens }: SiteResult): string[] {
  if (opens !== undefined) return [`    ${site.name}: ${opens}`];
  if (!end || (end.reasons.length === 0 && end.output === undefined)) return [];
  return [
    `    ${site.name}${isEarlier ? " (in an earlier run)" : ""}:`,
    ...end.reasons.map((line) => `      ${line}`.trimEnd()),
    ...(end.output === undefined ? [] : [`      all of it: ${end.output}`]),
  ];
}

const heads: Readonly<Record<RolloutKind, string>> = {
  rollout: "Rollout",
  preparation: "Preparation",
  destroy: "Destroy",
};

export function rolloutMarkdown(report: RolloutReport): string {
  const { result, blocked } = report;
  const rows = result.sites.map((one) => {
    const { site, status, seconds, wave, isEarlier, opens } = one;
    const took = seconds === undefined ? "" : durationText(seconds);
    const text = `${titleOf(one)}${isEarlier ? " (earlier)" : ""}${opens === undefined ? "" : `: ${opens}`}`;
    return `| ${site.name} | ${wave ?? ""} | ${site.word} | ${hasFailed(status) ? `**${text}**` : text} | ${took} |`;
  });
  const explained = result.sites.filter(({ end }) => end !== undefined && end.reasons.length > 0);
  const lines = [
    `# ${heads[report.kind ?? "rollout"]} ${report.id} of ${report.fleet}`,
    "",
    `**${summaryOf(report)}**, ${durationText(report.seconds)}`,
    ...(result.stopped === undefined ? [] : ["", stopTexts[result.stopped]]),
    ...waveLines(result, report.waves ?? waveNames),
    ...(rows.length > 0
      ? ["", "| site | wave | plan | outcome | time |", "|---|---|---|---|---|", ...rows]
      : []),
    ...explained.flatMap((one) => [
      "",
      `## ${one.site.name}: ${titleOf(one)}`,
      "",
      "```text",
      ...(one.end?.reasons ?? []).map((line) => line.replaceAll("```", "'''")),
      "```",
    ]),
    ...blocked.flatMap(({ name, word, reasons }) => [
      "",
      `## ${name}: ${word}`,
      "",
      ...reasons.map((reason) => `- ${reasonText(reason)}`),
    ]),
    ...nextLines(report),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

/** Sites that are named for each wave. */
const mostNamed = 20;

/** Where each site ended, or would have had its turn. */
function waveLines({ sites }: RolloutResult, waves: WaveNames): string[] {
  const waveOf = ({ site, wave }: SiteResult) =>
    wave ?? (site.isCanary ? waves.canaries : site.word === "unreachable" ? waves.deferred : waves.rest);
  const rows = [...new Set(Object.values(waves))].flatMap((name) => {
    const own = sites.filter((one) => waveOf(one) === name);
    if (own.length === 0) return [];
    const named = someOf(
      own.map(({ site }) => site.name),
      mostNamed,
    );
    return [`| ${name} | ${own.length} | ${countsOf(own).join("; ")} | ${named} |`];
  });
  if (rows.length === 0) return [];
  return [
    "",
    "## Waves",
    "",
    "| wave | sites | outcomes | which |",
    "|---|---|---|---|",
    ...rows,
    "",
    "## Sites",
  ];
}

/** Each outcome that occurs, as `3 done`. */
const countsOf = (sites: readonly SiteResult[]): string[] =>
  order.toReversed().flatMap((status) => {
    const count = sites.filter((one) => titleOf(one) === titles[status]).length;
    return count === 0 ? [] : [`${count} ${titles[status]}`];
  });

function summaryOf({ result: { sites }, blocked }: RolloutReport): string {
  const parts = countsOf(sites);
  const rest = blocked.length === 0 ? [] : [`${blocked.length} invalid or refused`];
  return `${counted(sites.length + blocked.length, "site")}: ${[...parts, ...rest].join("; ") || "nothing to do"}`;
}

/** What the user can do next. */
function nextLines({ kind, result: { sites } }: RolloutReport): string[] {
  const has = (...wanted: readonly SiteResult["status"][]) =>
    sites.some(({ status }) => wanted.includes(status));
  return [
    ...(has("failed", "stopped")
      ? ["", "After the cause is fixed, the same command with --retry-failed runs these sites again."]
      : []),
    ...(has("waiting", "cancelled", "deferred", "window")
      ? ["", "The same command goes on from here; finished sites are not run again."]
      : []),
    ...(kind === "destroy" && has("done") ? ["", keptStacks] : []),
  ];
}

const keptStacks =
  "The stacks are kept, with their files and histories, so that pulumi up creates the sites again; pulumi stack rm SITE removes one.";

/** `45 s`, `12 min`, `2 h 5 min`. */
export function durationText(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
