/** What a preflight found, for reading and for programs. Pure. */
import { sentenceOf, type Finding } from "../environment/finding.js";
import { groups } from "./check.js";
import type { Result, Status } from "./run-checks.js";

export interface Report {
  readonly stack: string;
  readonly results: readonly Result[];
}

export function counts({ results }: Report): Readonly<Record<Status, number>> {
  const count = (status: Status) => results.filter((result) => result.status === status).length;
  return { ok: count("ok"), warning: count("warning"), failure: count("failure"), skipped: count("skipped") };
}

/** Grouped by what a check covers; what is wrong with what was seen, what is expected and how to fix it. */
export function textReport(report: Report): string {
  const { results, stack } = report;
  const width = Math.max(...results.map(({ check }) => check.name.length));
  const lines = groups.flatMap((group) => {
    const inGroup = results.filter(({ check }) => check.group === group);
    return inGroup.length === 0 ? [] : [group, ...inGroup.flatMap((result) => describe(result, width)), ""];
  });
  const { ok, warning, failure, skipped } = counts(report);
  const sum = `${failure} failed, ${warning} ${warning === 1 ? "warning" : "warnings"}, ${ok} ok, ${skipped} not checked`;
  return [`preflight of stack ${stack}; nothing is changed`, "", ...lines, sum, ""].join("\n");
}

const marks: Readonly<Record<Finding["severity"], string>> = {
  ok: "ok     ",
  warning: "warning",
  failure: "FAILED ",
  skipped: "-      ",
};

function describe({ check, findings }: Result, width: number): string[] {
  return findings.flatMap((finding, index) => {
    const name = (index === 0 ? check.name : "").padEnd(width);
    const [seen = "", ...more] = sentenceOf(finding).split("\n");
    const indent = " ".repeat(width + 13);
    const first = `  ${marks[finding.severity]}  ${name}  ${seen}`;
    const rest = more.map((line) => `${indent}${line}`);
    if (finding.severity === "ok" || finding.severity === "skipped") return [first, ...rest];
    return [
      first,
      ...rest,
      ...(finding.path === undefined ? [] : [`${indent}key:      ${finding.path}`]),
      ...(finding.expected === undefined ? [] : [`${indent}expected: ${finding.expected}`]),
      `${indent}why:      ${check.why}`,
      `${indent}fix:      ${finding.remedy ?? check.remedy}`,
    ];
  });
}

/** The shape is documented in docs/preflight.md; `version` changes when a reader of it would have to. */
export function jsonReport(report: Report): string {
  const tree = {
    version: 1,
    stack: report.stack,
    ok: counts(report).failure === 0,
    summary: counts(report),
    checks: report.results.map(({ check, status, findings, because, seconds }) => ({
      name: check.name,
      group: check.group,
      status,
      seconds,
      why: check.why,
      mend: check.remedy,
      ...(because !== undefined && { because }),
      findings: findings.map(asJson),
    })),
  };
  return `${JSON.stringify(tree, null, 2)}\n`;
}

/** A finding by the names that readers of the report know. */
function asJson(finding: Finding): object {
  const { severity, path, expected, remedy } = finding;
  return {
    severity,
    seen: sentenceOf(finding),
    ...(expected !== undefined && { expected }),
    ...(path !== undefined && { path }),
    ...(remedy !== undefined && { mend: remedy }),
  };
}
