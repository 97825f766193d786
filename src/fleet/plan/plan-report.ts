/** The plan of a fleet for reading, for merge requests and for programs. Pure. */
import { counted, markdownText, printable, someOf } from "../finding.js";
import type { FleetPlan, PlannedSite } from "./plan-fleet.js";
import { words, type Reason, type Word } from "./verdict.js";

/** Sites with the same word for the same reasons. */
interface Group {
  readonly word: Word;
  readonly sites: readonly string[];
  readonly reasons: readonly Reason[];
  readonly also: readonly Reason[];
  /** Why a rebuild may not start now; undefined where it may. */
  readonly closed: string | undefined;
}

/** What no plan compares. */
export const notCompared = ["vcenterPassword", "registryPassword", "tainted resources"] as const;

const footnote =
  "not compared: passwords, and what no object shows, such as a tainted resource; pulumi preview has both (docs/fleet.md)";

/** What a comparison of two versions does not have. */
export const notComparedOffline = [
  ...[
    "existing objects",
    "values of passwords",
    "outputs of other stacks",
    "files outside of the repository",
  ],
] as const;

const offlineFootnote =
  "two versions of the files were compared and nothing was contacted: what exists may differ from both (docs/fleet.md)";

const problemWords: ReadonlySet<Word> = new Set(["unreachable", "invalid", "refused", "unknown"]);

/** 1: a problem keeps a site from being planned; 3: something is rebuilt; 2: something else changes; 0: nothing to do. */
export function exitCode({ sites }: FleetPlan): 0 | 1 | 2 | 3 {
  if (sites.some(({ word }) => problemWords.has(word))) return 1;
  if (sites.some(({ word }) => word === "REBUILD")) return 3;
  return sites.some(({ word }) => word !== "nothing") ? 2 : 0;
}

export function textPlan(plan: FleetPlan): string {
  const groups = groupsOf(plan.sites);
  const lines = [
    summaryOf(plan),
    ...groups.flatMap(({ word, sites, reasons, also, closed }) => [
      "",
      `${word}  ${someOf(sites, 10)}`,
      ...reasons.map((reason) => `    ${reasonText(reason)}`),
      ...also.map((reason) => `    also: ${reasonText(reason)}`),
      ...(closed === undefined ? [] : [`    not yet: ${closed}`]),
    ]),
    ...strangerLines(plan),
    "",
    plan.against ? offlineFootnote : footnote,
  ];
  return lines.map((line) => `${printable(line)}\n`).join("");
}

export function markdownPlan(plan: FleetPlan): string {
  const rows = groupsOf(plan.sites).map(({ word, sites, reasons, also, closed }) => {
    const why = [
      ...reasons.map(reasonText),
      ...also.map((reason) => `also: ${reasonText(reason)}`),
      ...(closed === undefined ? [] : [`not yet: ${closed}`]),
    ];
    return `| ${word === "REBUILD" ? "**REBUILD**" : word} | ${markdownText(someOf(sites, 20))} | ${why.map(markdownText).join("<br>")} |`;
  });
  const lines = [
    `**${markdownText(summaryOf(plan))}**`,
    ...(rows.length > 0 ? ["", "| plan | sites | why |", "|---|---|---|", ...rows] : []),
    ...(plan.strangers.length > 0
      ? ["", ...strangerLines(plan).flatMap((line) => (line === "" ? [] : [markdownText(line)]))]
      : []),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

export function jsonPlan(file: string, plan: FleetPlan): string {
  const { sites, strangers, against } = plan;
  const summary = Object.fromEntries(words.map((word) => [word, countOf(plan, word)]));
  const report = {
    version: 1,
    fleet: file,
    ...(against && { against }),
    exitCode: exitCode(plan),
    summary,
    sites,
    strangers,
    notCompared: against ? notComparedOffline : notCompared,
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

const countOf = ({ sites }: FleetPlan, word: Word) => sites.filter((site) => site.word === word).length;

function summaryOf(plan: FleetPlan): string {
  const parts = words.flatMap((word) => {
    const count = countOf(plan, word);
    return count === 0 ? [] : [`${count} ${word}`];
  });
  const { sites, against } = plan;
  const compared = against ? ` against ${against.revision} (${against.commit.slice(0, 12)})` : "";
  return `${counted(sites.length, "site")}${compared}: ${parts.join(", ") || "none"}`;
}

/** In the order of the words; sites without a change are in the summary alone. */
function groupsOf(sites: readonly PlannedSite[]): readonly Group[] {
  const groups = new Map<string, Group & { readonly sites: string[] }>();
  for (const { word, reasons, also, name, window } of sites) {
    if (word === "nothing") continue;
    const closed = window?.closed;
    const key = JSON.stringify([word, reasons, also, closed]);
    const group = groups.get(key) ?? { word, reasons, also, closed, sites: [] };
    group.sites.push(name);
    groups.set(key, group);
  }
  return [...groups.values()].sort((a, b) => words.indexOf(a.word) - words.indexOf(b.word));
}

function strangerLines({ strangers }: FleetPlan): string[] {
  if (strangers.length === 0) return [];
  return [
    "",
    `${counted(strangers.length, "object")} of tkg-edge that belong to no site of this fleet:`,
    ...strangers.map(({ kind, name, stack }) => `    ${kind} ${name} (${stack ?? "no mark of a stack"})`),
  ];
}

export const reasonText = ({ what, from, to }: Reason): string =>
  from === undefined && to === undefined ? what : `${what}: ${from ?? "(not set)"} -> ${to ?? "(not set)"}`;
