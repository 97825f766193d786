/** `tkg-edge fleet import FILE`: the rows of a table as sites of a fleet. */
import { isAbsolute, relative, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { withPlace } from "../../config/fleet/fleet-document.js";
import type { Fleet } from "../../config/fleet/fleet-file.js";
import { columnsOf } from "../../config/fleet/import/columns.js";
import { cellPath, readCsvTable } from "../../config/fleet/import/csv-table.js";
import { sitesOf, type ImportedSite } from "../../config/fleet/import/site-rows.js";
import { ConfigurationError, type Problem } from "../../config/problem.js";
import { readTextFile } from "../../config/reading/text-file.js";
import { counted, someOf } from "../../fleet/finding.js";
import { readFleet, type FleetOptions } from "./fleet-input.js";
import {
  printedValues,
  problemsBefore,
  targetProblems,
  textsWith,
  writeTexts,
  type ImportTarget,
} from "./import-target.js";
import type { Terminal } from "./terminal.js";

export interface FleetImportOptions extends FleetOptions, ImportTarget {
  /** The table, relative to the project. */
  readonly table: string;
  /** Print what would be added, and write nothing. */
  readonly print: boolean;
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
      ...targetProblems(options, fleet),
      ...byRow([...table.problems, ...problems, ...rows.problems, ...different]),
    ],
    file,
  );
  const total = counted(rows.sites.length, "site");
  if (added.length === 0) {
    terminal.out(`${file}: ${total}, all of them in ${fleet.file} already: nothing changes\n`);
    return;
  }
  const values = { defaults: {}, groups: new Map(), sites: added };
  if (options.print) {
    terminal.out(printedValues(values));
    return;
  }
  writeTexts(textsWith(target, fleet, directory, values));
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
