/** How a rollout ended, as Markdown. Pure. */
import { markdownText, printable, someOf } from "../finding.js";
import { reasonText } from "../plan/plan-report.js";
import type { RolloutKind } from "./events.js";
import {
  countsOf,
  durationText,
  nextLines,
  nounOf,
  stopTexts,
  summaryOf,
  titleOf,
  type RolloutReport,
} from "./report-words.js";
import { hasFailed, waveNames, type SiteResult } from "./result.js";

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
    const text = markdownText(
      `${titleOf(one)}${isEarlier ? " (earlier)" : ""}${opens === undefined ? "" : `: ${opens}`}`,
    );
    return `| ${site.name} | ${wave ?? ""} | ${site.word} | ${hasFailed(status) ? `**${text}**` : text} | ${took} |`;
  });
  const explained = result.sites.filter(({ end }) => end !== undefined && end.reasons.length > 0);
  const lines = [
    `# ${heads[report.kind ?? "rollout"]} ${report.id} of ${report.fleet}${report.part === undefined ? "" : `: ${report.part}`}`,
    "",
    `**${summaryOf(report)}**, ${durationText(report.seconds)}`,
    ...(result.stopped === undefined ? [] : ["", stopTexts[result.stopped]]),
    ...waveLines(report),
    ...(rows.length > 0
      ? ["", `| ${nounOf(report)} | wave | plan | outcome | time |`, "|---|---|---|---|---|", ...rows]
      : []),
    ...explained.flatMap((one) => [
      "",
      `## ${one.site.name}: ${titleOf(one)}`,
      "",
      "```text",
      ...(one.end?.reasons ?? []).map((line) => printable(line).replaceAll("```", "'''")),
      "```",
    ]),
    ...blocked.flatMap(({ name, word, reasons }) => [
      "",
      `## ${name}: ${word}`,
      "",
      ...reasons.map((reason) => `- ${markdownText(reasonText(reason))}`),
    ]),
    ...nextLines(report),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

/** Sites that are named for each wave. */
const mostNamed = 20;

/** Where each site ended, or would have had its turn. */
function waveLines(report: RolloutReport): string[] {
  const { sites } = report.result;
  const { waves = waveNames } = report;
  const noun = nounOf(report);
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
    `| wave | ${noun}s | outcomes | which |`,
    "|---|---|---|---|",
    ...rows,
    "",
    noun === "stack" ? "## Stacks" : "## Sites",
  ];
}
