/** How a rollout ended, for reading. Pure. */
import { printable, someOf } from "../finding.js";
import { reasonText } from "../plan/plan-report.js";
import {
  durationText,
  nextLines,
  order,
  stopTexts,
  summaryOf,
  titleOf,
  titles,
  type RolloutReport,
} from "./report-words.js";
import { hasFailed, type SiteResult } from "./result.js";

/** 0: every site is done; 1: one failed or cannot be run; 4: sites are left; 5: all but deferred and waiting ones are done. */
export function rolloutExitCode({ result, blocked }: Pick<RolloutReport, "result" | "blocked">): number {
  const { sites, fault } = result;
  const has = (isOne: (one: SiteResult) => boolean) => sites.some(isOne);
  if (fault !== undefined || blocked.length > 0 || has(({ status }) => hasFailed(status))) return 1;
  if (has(({ status }) => status === "waiting" || status === "cancelled")) return 4;
  return has(({ status }) => status === "deferred" || status === "window") ? 5 : 0;
}

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
  return lines.map((line) => `${printable(line)}\n`).join("");
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
