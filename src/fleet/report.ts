/** What a check of a fleet found, for reading and for programs. Pure. */
import { whereText } from "../config/fleet/fleet-document.js";
import type { FleetCheck } from "./check-fleet.js";
import { counted, printable, someOf, type FleetFinding, type Severity } from "./finding.js";

export function countOf({ findings }: FleetCheck, severity: Severity): number {
  return findings.filter((finding) => finding.severity === severity).length;
}

/** Findings that differ in their places and sites alone are printed once. */
export function textReport(check: FleetCheck): string {
  const { file, sites, groups, withoutStack, otherStacks, notBuilt } = check;
  const size = [
    ...[
      counted(sites, "site"),
      counted(groups, "group"),
      counted(check.managementClusters, "management cluster"),
    ],
  ].join(", ");
  const notes = [
    ...(withoutStack.length === 0 ? [] : [`without a stack file: ${someOf(withoutStack)}`]),
    ...(otherStacks.length === 0
      ? []
      : [
          `the outputs of ${someOf(otherStacks)} were not read, so the rules about versions were not checked; ` +
            "to check them, add --tkr-version VERSION [--class-name NAME]",
        ]),
    ...(notBuilt.length === 0
      ? []
      : [`kustomizations were not built, because that may fetch remote bases: ${someOf(notBuilt)}`]),
  ];
  const sum = `${counted(countOf(check, "error"), "error")}, ${counted(countOf(check, "warning"), "warning")}`;
  const ordered = (["error", "warning"] as const).flatMap((severity) =>
    alike(check.findings.filter((finding) => finding.severity === severity)),
  );
  const lines = [
    `fleet ${file}: ${size}. Nothing was contacted.`,
    ...ordered.flatMap(describe),
    ...notes.map((note) => `note: ${note}`),
    sum,
    "",
  ];
  return printable(lines.join("\n"));
}

/** One text with all the places that it is about. */
function alike(findings: readonly FleetFinding[]): FleetFinding[][] {
  const groups = new Map<string, FleetFinding[]>();
  for (const finding of findings) {
    const { path, found, expected, note } = finding;
    // Which entry it is stands in the place.
    const key = JSON.stringify([path.replace(/^(sites|groups)\.[^.]+/, ""), found, expected, note]);
    const group = groups.get(key);
    if (group) group.push(finding);
    else groups.set(key, [finding]);
  }
  return [...groups.values()];
}

const mostPlaces = 5;

function describe(findings: readonly FleetFinding[]): string[] {
  const [first] = findings;
  if (!first) return [];
  const places = findings.slice(0, mostPlaces).map(({ place, path, sites }) => {
    const where = whereText({ place, path });
    const of = sites.length === 0 ? "" : ` (${sites.length === 1 ? "site" : "sites"} ${someOf(sites)})`;
    return where === "" ? of.trim() : `${where}${of}`;
  });
  const [lead = "", ...others] = first.note === undefined ? places : [first.note, ...places];
  const more = findings.length - mostPlaces;
  return [
    `${first.severity}: ${lead}`,
    ...others.map((place) => `  ${place}`),
    ...(more > 0 ? [`  and in ${more} more places (--json lists all)`] : []),
    ...(first.found === undefined ? [] : [`      read:     ${first.found}`]),
    ...(first.expected === undefined ? [] : [`      expected: ${first.expected}`]),
  ];
}

/** The shape is documented in docs/fleet.md; `version` changes when a reader of it would have to. */
export function jsonReport(check: FleetCheck): string {
  const tree = {
    version: 1,
    fleet: check.file,
    ok: countOf(check, "error") === 0,
    summary: {
      sites: check.sites,
      groups: check.groups,
      managementClusters: check.managementClusters,
      errors: countOf(check, "error"),
      warnings: countOf(check, "warning"),
    },
    withoutStackFile: check.withoutStack,
    outputsNotRead: check.otherStacks,
    kustomizationsNotBuilt: check.notBuilt,
    findings: check.findings.map(({ severity, rule, place, path, found, expected, note, sites }) => ({
      ...{ severity, rule, ...place },
      ...(path !== "" && { path }),
      ...(found !== undefined && { found }),
      ...(expected !== undefined && { expected }),
      ...(note !== undefined && { note }),
      sites,
    })),
  };
  return `${JSON.stringify(tree, null, 2)}\n`;
}
