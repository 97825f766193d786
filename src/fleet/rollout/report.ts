/** How a rollout ended, for reading. Pure. */
import { counted, someOf } from "../finding.js";
import type { PlannedSite } from "../plan/plan-fleet.js";
import { reasonText } from "../plan/plan-report.js";
import type { StopReason } from "./events.js";
import { hasFailed, waveNames, type RolloutResult, type SiteResult } from "./rollout.js";

export interface RolloutReport {
  readonly fleet: string;
  readonly id: string;
  readonly result: RolloutResult;
  /** Sites that were not run, because they are `invalid` or `refused`. */
  readonly blocked: readonly PlannedSite[];
  readonly seconds: number;
}

/** 0: every site is done; 1: one failed or cannot be run; 4: sites are left; 5: all others are done. */
export function rolloutExitCode({ result, blocked }: Pick<RolloutReport, "result" | "blocked">): number {
  const { sites, fault } = result;
  const has = (isOne: (one: SiteResult) => boolean) => sites.some(isOne);
  if (fault !== undefined || blocked.length > 0 || has(({ status }) => hasFailed(status))) return 1;
  if (has(({ status }) => status === "waiting" || status === "cancelled")) return 4;
  return has(({ status }) => status === "deferred") ? 5 : 0;
}

const stopTexts: Readonly<Record<StopReason, string>> = {
  failures: "stopped: maxFailures was reached. Sites that ran were let to their end",
  canaries: "stopped: a canary failed, or none could be reached. No other site was started",
  user: "stopped by the user",
  pause: "paused after the canaries",
  ledger: "stopped: the ledger could not be written",
};

const titles = {
  failed: "failed",
  stopped: "not announced by the plan, and not run",
  cancelled: "cancelled",
  deferred: "could not be reached",
  waiting: "not started",
  running: "running",
  done: "done",
} as const;

const order = ["failed", "stopped", "cancelled", "deferred", "waiting", "running", "done"] as const;

/** @returns lines for a terminal */
export function rolloutText(report: RolloutReport): string {
  const lines = [
    `rollout ${report.id} of ${report.fleet}: ${summaryOf(report)}, ${durationText(report.seconds)}`,
    ...(report.result.stopped === undefined ? [] : [stopTexts[report.result.stopped]]),
    ...order.flatMap((status) => {
      const sites = report.result.sites.filter((one) => one.status === status);
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

function explanation({ site, end, isEarlier }: SiteResult): string[] {
  if (!end || (end.reasons.length === 0 && end.output === undefined)) return [];
  return [
    `    ${site.name}${isEarlier ? " (in an earlier run)" : ""}:`,
    ...end.reasons.map((line) => `      ${line}`.trimEnd()),
    ...(end.output === undefined ? [] : [`      all of it: ${end.output}`]),
  ];
}

export function rolloutMarkdown(report: RolloutReport): string {
  const { result, blocked } = report;
  const rows = result.sites.map(({ site, status, seconds, wave, isEarlier }) => {
    const took = seconds === undefined ? "" : durationText(seconds);
    const text = `${titles[status]}${isEarlier ? " (earlier)" : ""}`;
    return `| ${site.name} | ${wave ?? ""} | ${site.word} | ${hasFailed(status) ? `**${text}**` : text} | ${took} |`;
  });
  const explained = result.sites.filter(({ end }) => end !== undefined && end.reasons.length > 0);
  const lines = [
    `# Rollout ${report.id} of ${report.fleet}`,
    "",
    `**${summaryOf(report)}**, ${durationText(report.seconds)}`,
    ...(result.stopped === undefined ? [] : ["", stopTexts[result.stopped]]),
    ...waveLines(result),
    ...(rows.length > 0
      ? ["", "| site | wave | plan | outcome | time |", "|---|---|---|---|---|", ...rows]
      : []),
    ...explained.flatMap(({ site, status, end }) => [
      "",
      `## ${site.name}: ${titles[status]}`,
      "",
      "```text",
      ...(end?.reasons ?? []).map((line) => line.replaceAll("```", "'''")),
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
function waveLines({ sites }: RolloutResult): string[] {
  const waveOf = ({ site, wave }: SiteResult) =>
    wave ??
    (site.isCanary ? waveNames.canaries : site.word === "unreachable" ? waveNames.deferred : waveNames.rest);
  const rows = Object.values(waveNames).flatMap((name) => {
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
    const count = sites.filter((one) => one.status === status).length;
    return count === 0 ? [] : [`${count} ${titles[status]}`];
  });

function summaryOf({ result: { sites }, blocked }: RolloutReport): string {
  const parts = countsOf(sites);
  const rest = blocked.length === 0 ? [] : [`${blocked.length} invalid or refused`];
  return `${counted(sites.length + blocked.length, "site")}: ${[...parts, ...rest].join("; ") || "nothing to do"}`;
}

/** What the user can do next. */
function nextLines({ result: { sites } }: RolloutReport): string[] {
  const has = (...wanted: readonly SiteResult["status"][]) =>
    sites.some(({ status }) => wanted.includes(status));
  return [
    ...(has("failed", "stopped")
      ? ["", "After the cause is fixed, the same command with --retry-failed runs these sites again."]
      : []),
    ...(has("waiting", "cancelled", "deferred")
      ? ["", "The same command goes on from here; finished sites are not run again."]
      : []),
  ];
}

/** `45 s`, `12 min`, `2 h 5 min`. */
export function durationText(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
