/** The status of a fleet for reading: the summary, then the sites that need attention. Pure. */
import { counted, oneLine } from "../finding.js";
import { reasonText } from "../plan/plan-report.js";
import { ageText, expiryText } from "./ages.js";
import { healthWords } from "./health.js";
import {
  certificateWarningDays,
  needsAttention,
  releaseOf,
  type SiteReport,
  type StatusReport,
} from "./report.js";

export function textStatus(report: StatusReport): string {
  const now = Date.parse(report.readAt);
  const matter = report.sites.filter(needsAttention);
  const lines = [
    summaryOf(report),
    ...shareTable("RELEASE", report.releases),
    ...shareTable("GROUP", report.groups),
    ...(matter.length === 0 ? [] : ["", ...siteTable(matter, now)]),
    ...strangerLines(report),
  ];
  return lines.map((line) => `${oneLine(line).trimEnd()}\n`).join("");
}

export function summaryOf({ summary }: StatusReport): string {
  const health = [...healthWords].reverse().flatMap((word) => {
    const count = summary.health[word];
    return count === 0 ? [] : [`${count} ${word}`];
  });
  const drifted = summary.plan.drifted === 0 ? [] : [`${summary.plan.drifted} drifted`];
  const expiring =
    summary.certificatesExpiring === 0
      ? []
      : [`certificates of ${summary.certificatesExpiring} expire within ${certificateWarningDays} days`];
  const all = [health.join(", ") || "none", ...drifted, ...expiring];
  return `${counted(summary.sites, "site")}: ${all.join("; ")}`;
}

function shareTable(head: string, shares: StatusReport["releases"]): string[] {
  if (shares.length === 0) return [];
  const rows = shares.map(({ name, sites, ready }) => [name, String(sites), String(ready)]);
  return ["", ...columns([[head, "SITES", "READY"], ...rows])];
}

function siteTable(sites: readonly SiteReport[], now: number): string[] {
  const head = ["SITE", "HEALTH", "RELEASE", "PLAN", "AGE", "CERTIFICATES", "LAST CHANGE"];
  const rows = sites.map((site) => [
    ...[site.name, site.health, releaseOf(site), site.plan.word],
    ...[ageText(site.createdAt, now), expiryText(site.certificateDays)],
    site.lastChange === null ? "-" : ageText(site.lastChange.at, now),
  ]);
  const [first = "", ...others] = columns([head, ...rows]);
  return [first, ...sites.flatMap((site, index) => [others[index] ?? "", ...detailsOf(site)])];
}

function detailsOf({ health, reasons, known, plan }: SiteReport): string[] {
  const isAlsoPlan = health === "unreachable" || health === "unknown";
  const planned =
    isAlsoPlan || plan.word === "nothing" || plan.word === "create" ? [] : plan.reasons.map(reasonText);
  const isNew = planned.filter((line) => !reasons.includes(line));
  return [...reasons, ...isNew.map((line) => `${plan.word}: ${line}`), ...known].map((line) => `    ${line}`);
}

function strangerLines({ strangers }: StatusReport): string[] {
  if (strangers.length === 0) return [];
  return [
    "",
    `${counted(strangers.length, "object")} of tkg-edge that belong to no site of this fleet:`,
    ...strangers.map(({ kind, name, stack }) => `    ${kind} ${name} (${stack ?? "no mark of a stack"})`),
  ];
}

/** Rows with their cells padded to the widest of their column. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, index) => Math.max(...rows.map((row) => (row[index] ?? "").length)));
  return rows.map((row) => row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join("  "));
}
