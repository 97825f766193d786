/** The rows of a table as entries of sites. */
import { displayValue } from "../../display-value.js";
import { clusterName } from "../../kubernetes-names.js";
import type { Problem } from "../../problem.js";
import { hasInvisible } from "../../reading/scalar-form.js";
import type { Tree } from "../../tree.js";
import { siteNameExpectation, topKeys } from "../fleet-file.js";
import { hintOfItems, type Column } from "./columns.js";
import { cellPath, type TableRow } from "./csv-table.js";

export interface ImportedSite {
  readonly name: string;
  readonly entry: Tree;
  readonly row: TableRow;
}

/** What rows are judged by. */
export interface RowContext {
  readonly file: string;
  readonly columns: readonly Column[];
  /** Groups of every site, before those of its row. */
  readonly groups: readonly string[];
  readonly knownGroups: ReadonlySet<string>;
}

/** Keys in the order of docs/fleet.md. */
const order = [
  "groups",
  "labels",
  "connectionFile",
  "flatFile",
  "connection",
  "management",
  "template",
  "site",
];

export function sitesOf(
  rows: readonly TableRow[],
  context: RowContext,
): { readonly sites: readonly ImportedSite[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const first = new Map<string, number>();
  const sites = rows.map((row): ImportedSite => {
    let name = "";
    const values: Record<string, unknown> = {};
    for (const column of context.columns) {
      const cell = row.cells[column.index] ?? "";
      const refuse = ({ found, expected }: Pick<Problem, "found" | "expected">) => {
        const path = cellPath(context.file, row.number, column.index, column.key);
        problems.push({ path, ...(found !== undefined && { found }), expected });
      };
      if (column.steps.length === 0) {
        name = cell;
        const wrong = nameProblem(name, first.get(name));
        if (wrong) refuse(wrong);
        else first.set(name, row.number);
        continue;
      }
      if (cell === "") continue;
      const result = oddText(cell) ?? column.valueOf(cell);
      if ("expected" in result) refuse(result);
      else if (column.key !== "groups") set(values, column.steps, result.value);
      else for (const problem of groupProblems(result.value as string[], context)) refuse(problem);
    }
    const groups = groupsOf(row, context);
    const entry = { ...(groups.length > 0 && { groups }), ...values };
    return { name, entry: inOrder(entry), row };
  });
  return { sites, problems };
}

function nameProblem(
  name: string,
  other: number | undefined,
): Pick<Problem, "found" | "expected"> | undefined {
  if (name === "") return { found: "nothing", expected: siteNameExpectation };
  const found = displayValue(name);
  if (other !== undefined) return { found, expected: `each site once; it is in row ${other} too` };
  if (topKeys.some((key) => key === name) || name === "files") {
    return { found, expected: `a name that is no key of a fleet file` };
  }
  return clusterName.safeParse(name).success ? undefined : { found, expected: siteNameExpectation };
}

/** `#N/A`, `#REF!`, `#DIV/0!`, in any language; `Err:502`; `####` for a column that is too narrow. */
const isSpreadsheetError = (cell: string): boolean => /^(?:#+|#[\p{Lu}\d/_]+[!?]?|Err:\d+)$/u.test(cell);

/** What YAML or a person would read differently than it appears. */
function oddText(cell: string): Pick<Problem, "found" | "expected"> | undefined {
  if (hasInvisible(cell)) {
    return {
      found: "a character that cannot be seen (a no-break space or the like)",
      expected: "the value without it",
    };
  }
  if (/^[\u2018\u2019\u201c\u201d]/.test(cell)) {
    return { found: "typographic quotes", expected: "the value without quotes" };
  }
  const found = displayValue(cell);
  if (isSpreadsheetError(cell)) return { found, expected: "a value; this is an error of a spreadsheet" };
  if (/^=\S/.test(cell)) return { found, expected: "the value of the formula, and not the formula" };
  return undefined;
}

function groupsOf(row: TableRow, { columns, groups }: RowContext): string[] {
  const column = columns.find(({ key }) => key === "groups");
  const own = column?.valueOf(row.cells[column.index] ?? "");
  const listed = own && "value" in own ? (own.value as string[]) : [];
  return [...new Set([...groups, ...listed])];
}

function groupProblems(groups: readonly string[], { knownGroups }: RowContext) {
  const unknown = groups.filter((group) => !knownGroups.has(group));
  return unknown.map((group) => ({
    found: displayValue(group),
    expected: `${groupExpectation(knownGroups)}${hintOfItems(group)}`,
  }));
}

export function groupExpectation(known: ReadonlySet<string>): string {
  const some = [...known].slice(0, 10).join(", ");
  return `a group of this fleet: ${known.size === 0 ? "it has none" : `${some}${known.size > 10 ? ", ..." : ""}`}`;
}

function set(tree: Record<string, unknown>, [step = "", ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    tree[step] = value;
    return;
  }
  tree[step] ??= {};
  set(tree[step] as Record<string, unknown>, rest, value);
}

const inOrder = (entry: Tree): Tree =>
  Object.fromEntries(order.flatMap((key) => (entry[key] === undefined ? [] : [[key, entry[key]] as const])));
