/** `tkg-edge fleet import FILE`: the rows of a table as sites of a fleet. */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { withPlace, type PlacedProblem } from "../../config/fleet/fleet-document.js";
import type { Fleet } from "../../config/fleet/fleet-file.js";
import { columnsOf } from "../../config/fleet/import/columns.js";
import { cellPath, readCsvTable } from "../../config/fleet/import/csv-table.js";
import { groupExpectation, sitesOf, type ImportedSite } from "../../config/fleet/import/site-rows.js";
import { withSites } from "../../config/fleet/import/sites-text.js";
import { isIncluded } from "../../config/fleet/include-files.js";
import { ConfigurationError, UserError, type Problem } from "../../config/problem.js";
import { largestTextBytes, readTextFile } from "../../config/reading/text-file.js";
import { counted, someOf } from "../../fleet/finding.js";
import { readFleet, type FleetOptions } from "./fleet-input.js";
import type { Terminal } from "./terminal.js";

export interface FleetImportOptions extends FleetOptions {
  /** The table, relative to the project. */
  readonly table: string;
  /** Groups of every site. */
  readonly group: readonly string[];
  /** File of sites to add to, relative to the project. @default - the fleet file */
  readonly to?: string | undefined;
}

/** Ten thousand sites with some twenty columns. */
const largestTable = 16 * 1024 * 1024;

/**
 * Adds the sites that the fleet does not have; without them nothing is written, so that it can be run again.
 * @throws ConfigurationError with the problems of all rows; nothing is written then
 */
export function fleetImport(options: FleetImportOptions, terminal: Terminal): void {
  const { table: file, directory, group, to } = options;
  const fleet = readFleet(options);
  const target = to ?? fleet.file;
  refuse(problemsBefore(fleet, directory, target).map(withPlace), `fleet ${fleet.file}`);
  const table = readCsvTable(tableText(file, directory), file);
  const { columns, problems } = columnsOf(table, file);
  const knownGroups = new Set(fleet.groups.keys());
  const rows = sitesOf(table.rows, { file, columns, groups: group, knownGroups });
  const { added, different } = compared(rows.sites, fleet, directory, file, table.header.indexOf("name"));
  refuse(
    [
      ...optionProblems(options, fleet, knownGroups),
      ...byRow([...table.problems, ...problems, ...rows.problems, ...different]),
    ],
    file,
  );
  const total = counted(rows.sites.length, "site");
  if (added.length === 0) {
    terminal.out(`${file}: ${total}, all of them in ${fleet.file} already: nothing changes\n`);
    return;
  }
  write(target, fleet, directory, added);
  const names = added.map(({ name }) => name);
  terminal.out(
    `${file}: ${total}, ${names.length} added to ${target}, ${rows.sites.length - names.length} there already\n` +
      `added: ${someOf(names, 10)}\nnext: tkg-edge fleet validate, then tkg-edge fleet init\n`,
  );
}

function refuse(problems: readonly Problem[], subject: string): void {
  if (problems.length > 0) throw new ConfigurationError(problems, subject);
}

const byRow = (problems: readonly Problem[]) => {
  const rowOf = ({ path }: Problem) => Number(/, (?:row|line) (\d+)/.exec(path)?.[1] ?? 0);
  return [...problems].sort((one, other) => rowOf(one) - rowOf(other));
};

function tableText(file: string, directory: string): string {
  const read = readTextFile(resolve(directory, file), largestTable);
  if ("text" in read) return read.text;
  const { found, expected } = read.unreadable;
  throw new ConfigurationError([{ path: file, found, expected }], "the table");
}

/** Without those that the file is missing which is written now. */
function problemsBefore(fleet: Fleet, directory: string, target: string): readonly PlacedProblem[] {
  const path = resolve(directory, target);
  if (existsSync(path)) return fleet.problems;
  const base = dirname(resolve(directory, fleet.file));
  const missing = [
    ...fleet.patterns.filter((pattern) => isIncluded(pattern, base, path)),
    relative(directory, path),
  ];
  const isMissing = ({ path: key, found = "" }: PlacedProblem) =>
    key === "sites.files" && missing.some((name) => found.startsWith(`"${name}", `));
  return fleet.problems.filter((problem) => !isMissing(problem));
}

function optionProblems(
  { group, to, directory }: FleetImportOptions,
  fleet: Fleet,
  knownGroups: ReadonlySet<string>,
): Problem[] {
  const unknown = group.filter((name) => !knownGroups.has(name));
  const problems = unknown.map((name) => ({
    ...{ path: "--group", found: `"${name}"` },
    expected: groupExpectation(knownGroups),
  }));
  if (to === undefined || isSame(to, fleet.file, directory)) return problems;
  const base = dirname(resolve(directory, fleet.file));
  if (fleet.patterns.some((pattern) => isIncluded(pattern, base, resolve(directory, to)))) return problems;
  const found = `"${to}", which sites.files of ${fleet.file} does not name`;
  const wanted = relative(base, resolve(directory, to));
  return [
    ...problems,
    { path: "--to", found, expected: `a file of sites of this fleet; add ${wanted} to sites.files` },
  ];
}

const isSame = (one: string, other: string, directory: string) =>
  resolve(directory, one) === resolve(directory, other);

/** Sites that are new, and those that the fleet has with other values. */
function compared(
  sites: readonly ImportedSite[],
  fleet: Fleet,
  directory: string,
  file: string,
  nameColumn: number,
): { readonly added: readonly ImportedSite[]; readonly different: readonly Problem[] } {
  const added: ImportedSite[] = [];
  const different: Problem[] = [];
  for (const site of sites) {
    const existing = fleet.sites.get(site.name);
    if (!existing) added.push(site);
    else if (!isDeepStrictEqual(existing.value, site.entry)) {
      const { file: other, line } = existing.at([]);
      const where = isAbsolute(other) ? relative(directory, other) : other;
      different.push({
        path: cellPath(file, site.row.number, Math.max(0, nameColumn), "name"),
        found: `"${site.name}", which ${where} has in line ${line} with other values`,
        expected: "a new site, or the values that it has there; change an existing site in its file",
      });
    }
  }
  return { added, different };
}

const schemaComment = (file: string, directory: string) =>
  `# yaml-language-server: $schema=${relative(dirname(file), join(directory, "schema", "fleet-sites.schema.json"))}\n`;

function write(target: string, fleet: Fleet, directory: string, sites: readonly ImportedSite[]): void {
  const path = resolve(directory, target);
  const isFleet = isSame(target, fleet.file, directory);
  const read = existsSync(path) ? readTextFile(path) : { text: schemaComment(path, directory) };
  if (!("text" in read)) throw new UserError(`${target}: ${read.unreadable.found}`);
  const text = withSites(read.text, isFleet ? ["sites"] : [], sites);
  if (Buffer.byteLength(text) > largestTextBytes) {
    const most = `${largestTextBytes / 1024 / 1024} MiB`;
    throw new UserError(
      `${target} would have more than ${most}; expected: --to FILE with another file of sites`,
    );
  }
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
