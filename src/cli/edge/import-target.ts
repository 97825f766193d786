/** The files that an import adds to: the fleet file, and perhaps a file of sites. */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import type { PlacedProblem } from "../../config/fleet/fleet-document.js";
import type { Fleet } from "../../config/fleet/fleet-file.js";
import { groupExpectation } from "../../config/fleet/import/site-rows.js";
import { withSites, withValues, type NewSites } from "../../config/fleet/import/sites-text.js";
import { isIncluded } from "../../config/fleet/include-files.js";
import { UserError, type Problem } from "../../config/problem.js";
import { largestTextBytes, readTextFile } from "../../config/reading/text-file.js";
import type { Tree } from "../../config/tree.js";

export interface ImportTarget {
  /** Absolute path of the project. */
  readonly directory: string;
  /** Groups of every site. */
  readonly group: readonly string[];
  /** File of sites to add to, relative to the project. @default - the fleet file */
  readonly to?: string | undefined;
}

/** What an import adds. */
export interface ImportedValues {
  readonly defaults: Tree;
  readonly groups: ReadonlyMap<string, Tree>;
  readonly sites: NewSites;
}

/** Problems of the fleet, without those that the file is missing which is written now. */
export function problemsBefore(fleet: Fleet, directory: string, target: string): readonly PlacedProblem[] {
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

/** What is wrong with `--group` and `--to`. */
export function targetProblems({ group, to, directory }: ImportTarget, fleet: Fleet): Problem[] {
  const knownGroups = new Set(fleet.groups.keys());
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

/**
 * The new texts of the files by their absolute paths.
 * @throws UserError where one cannot be read, or would be too large
 */
export function textsWith(
  target: string,
  fleet: Fleet,
  directory: string,
  { defaults, groups, sites }: ImportedValues,
): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  const fleetPath = resolve(directory, fleet.file);
  const path = resolve(directory, target);
  const values = {
    ...(Object.keys(defaults).length > 0 && { defaults }),
    ...(groups.size > 0 && { groups: Object.fromEntries(groups) }),
  };
  if (Object.keys(values).length > 0 || path === fleetPath) {
    const before = textOf(
      fleetPath,
      fleet.file,
      `${schemaComment(fleetPath, directory, "fleet")}sites: {}\n`,
    );
    const ofSites = path === fleetPath ? withSites(before, ["sites"], sites) : before;
    texts.set(fleetPath, withFleetValues(ofSites, values));
  }
  if (path !== fleetPath) {
    const before = textOf(path, target, schemaComment(path, directory, "fleet-sites"));
    texts.set(path, withSites(before, [], sites));
  }
  for (const [file, text] of texts) {
    if (Buffer.byteLength(text) <= largestTextBytes) continue;
    const most = `${largestTextBytes / 1024 / 1024} MiB`;
    throw new UserError(
      `${relative(directory, file)} would have more than ${most}; expected: --to FILE with another file of sites`,
    );
  }
  return texts;
}

/** Key by key, so that each stands where a reader expects it. */
const withFleetValues = (text: string, values: Tree): string =>
  Object.entries(values).reduce((before, [key, value]) => withValues(before, [key], value as Tree), text);

export function writeTexts(texts: ReadonlyMap<string, string>): void {
  for (const [path, text] of texts) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

/** What an import would add, for reading. */
export function printedValues({ defaults, groups, sites }: ImportedValues): string {
  return withValues("", [], {
    ...(Object.keys(defaults).length > 0 && { defaults }),
    ...(groups.size > 0 && { groups: Object.fromEntries(groups) }),
    sites: Object.fromEntries(sites.map(({ name, entry }) => [name, entry])),
  });
}

function textOf(path: string, file: string, otherwise: string): string {
  if (!existsSync(path)) return otherwise;
  const read = readTextFile(path);
  if ("text" in read) return read.text;
  throw new UserError(`${file}: ${read.unreadable.found}`);
}

const schemaComment = (file: string, directory: string, schema: string) =>
  `# yaml-language-server: $schema=${relative(dirname(file), join(directory, "schema", `${schema}.schema.json`))}\n`;
