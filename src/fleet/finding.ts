/** What a rule reports about the sites of a fleet. */
import type { Place } from "../config/lower-layers.js";

export type Severity = "error" | "warning";

export interface FleetFinding {
  readonly severity: Severity;
  readonly place?: Place | undefined;
  /** Config path, or a path in the fleet file; empty where the place is all there is. */
  readonly path: string;
  readonly found?: string;
  readonly expected?: string;
  /** In place of both: what is valid but a likely mistake. */
  readonly note?: string;
  /** Name of the rule, such as `address`. */
  readonly rule: string;
  /** Sites that it is about; none for what is wrong with the files. */
  readonly sites: readonly string[];
}

/** Equal findings as one with all their sites: a wrong value of a group is one finding, for however many sites. */
export function gathered(findings: readonly FleetFinding[]): FleetFinding[] {
  const byText = new Map<string, { finding: FleetFinding; sites: Set<string> }>();
  for (const finding of findings) {
    const { severity, place, path, found, expected, note } = finding;
    const key = JSON.stringify([
      severity,
      place?.file,
      place?.line,
      place?.column,
      path,
      found,
      expected,
      note,
    ]);
    const known = byText.get(key);
    if (!known) byText.set(key, { finding, sites: new Set(finding.sites) });
    else for (const site of finding.sites) known.sites.add(site);
  }
  return [...byText.values()].map(({ finding, sites }) => ({ ...finding, sites: [...sites] }));
}

/** `1 site`, `2 sites`. */
export const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? "" : "s"}`;

/** `a, b, c and 4 more`. */
export function someOf(names: readonly string[], most = 3): string {
  if (names.length <= most) return names.join(", ");
  return `${names.slice(0, most).join(", ")} and ${names.length - most} more`;
}

/**
 * A text without what would steer a terminal, or turn around what is read: names and messages are of others. Line ends stay.
 */
export const printable = (text: string): string =>
  text.replace(/(?!\n)[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, " ");

/** The same as one line: in a list of commands to paste, another one would be a command. */
export const oneLine = (text: string): string => printable(text).replace(/\n/g, " ");

/** A text as one line of Markdown, also in a table, of which nothing is markup. */
export const markdownText = (text: string): string =>
  oneLine(text)
    .replace(/[\\`*[\]|]/g, "\\$&")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;");
