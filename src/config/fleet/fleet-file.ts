/** A fleet file, with the files that it includes, as entries. */
import { isAbsolute, join, relative } from "node:path";
import { displayValue } from "../display-value.js";
import { clusterName } from "../kubernetes-names.js";
import type { Place } from "../lower-layers.js";
import { nearest } from "../nearest.js";
import { readTextFile } from "../reading/text-file.js";
import { isTree } from "../tree.js";
import { entryOf, type FleetEntry } from "./entry.js";
import { FleetDocument, type PlacedProblem } from "./fleet-document.js";
import { includedFiles } from "./include-files.js";
import type { RolloutKeys } from "./rollout-fields.js";
import { readRollout } from "./rollout-section.js";

export interface Fleet {
  /** As messages name the file. */
  readonly file: string;
  readonly defaults: FleetEntry | undefined;
  readonly groups: ReadonlyMap<string, FleetEntry>;
  readonly sites: ReadonlyMap<string, FleetEntry>;
  /** Files and patterns of `sites.files`, relative to the fleet file. */
  readonly patterns: readonly string[];
  /** How it is rolled out. @default - the file sets nothing of it */
  readonly rollout?: RolloutKeys;
  /** Where a key of `rollout` stands. */
  readonly rolloutAt?: ((key: string) => Place) | undefined;
  /** What is wrong outside of the entries. */
  readonly problems: readonly PlacedProblem[];
  /** A file could not be read, so that a site that is not here may be there. */
  readonly incomplete: boolean;
}

export const topKeys = ["defaults", "groups", "sites", "rollout"] as const;
const wholeExpectation =
  "a mapping with `sites`, and if need be `defaults`, `groups` and `rollout` (docs/fleet.md)";
const sitesExpectation = "a mapping of names to sites, as below `sites` of the fleet file";

/** Text of a whole fleet: ten thousand sites have some megabytes. */
const mostCharacters = 64 * 1024 * 1024;

/**
 * @param file relative to the project, or absolute
 * @param only a site whose name has to stand in an included file for it to be parsed: one of a thousand files is then
 * @param parsed documents that were parsed before, of another version of the fleet for example; new ones are added
 */
export function readFleetFile(
  file: string,
  projectDirectory: string,
  only?: string,
  parsed: ParsedDocuments = new Map(),
): Fleet {
  const reader = new FleetReader(projectDirectory, only, parsed);
  reader.readRoot(isAbsolute(file) ? file : join(projectDirectory, file), file);
  const { defaults, groups, sites, patterns, rollout, rolloutAt, problems, incomplete } = reader;
  return { file, defaults, groups, sites, patterns, rollout, rolloutAt, problems, incomplete };
}

/** Documents by the path and text of their file: what two versions have in common is parsed once. */
export type ParsedDocuments = Map<string, ReturnType<typeof FleetDocument.parse>>;

class FleetReader {
  defaults: FleetEntry | undefined;
  readonly groups = new Map<string, FleetEntry>();
  readonly sites = new Map<string, FleetEntry>();
  readonly patterns: string[] = [];
  rollout: RolloutKeys = {};
  rolloutAt: Fleet["rolloutAt"];
  readonly problems: PlacedProblem[] = [];
  incomplete = false;
  #characters = 0;

  constructor(
    private readonly projectDirectory: string,
    private readonly only: string | undefined,
    private readonly parsed: ParsedDocuments,
  ) {}

  readRoot(path: string, file: string): void {
    const document = this.document(path, file, wholeExpectation);
    if (!document) return;
    for (const key of Object.keys(document.value)) {
      if (topKeys.some((known) => known === key)) continue;
      const meant = nearest(key, topKeys);
      const hint = meant === undefined ? `; there are ${topKeys.join(", ")}` : `; did you mean "${meant}"?`;
      const [found, expected] = ["a key that is not known here", `one of the keys of a fleet file${hint}`];
      this.problems.push({ place: document.at([key]), path: key, found, expected });
    }
    const { defaults, groups, sites, rollout } = document.value;
    if (rollout !== undefined) {
      const read = readRollout(document, rollout);
      this.rollout = read.keys;
      this.rolloutAt = (key) => document.at(["rollout", key]);
      this.problems.push(...read.problems);
    }
    if (defaults !== undefined) this.defaults = entryOf(document, "defaults", "", ["defaults"]);
    if (groups !== undefined) this.readGroups(document, groups);
    if (sites === undefined) {
      this.problems.push({ path: file, found: "no key `sites`", expected: wholeExpectation });
    } else this.readRootSites(document, sites, path);
  }

  private readGroups(document: FleetDocument, groups: unknown): void {
    const place = document.at(["groups"]);
    if (!isTree(groups)) {
      const expected = "a mapping of names to groups";
      this.problems.push({ place, path: "groups", found: displayValue(groups), expected });
      return;
    }
    const inFile = Object.keys(groups)
      .map((name) => ({ name, at: document.at(["groups", name]) }))
      // An object has names that are numbers before all others.
      .sort((one, other) => one.at.line - other.at.line || one.at.column - other.at.column);
    for (const { name } of inFile) {
      const group = entryOf(document, "group", name, ["groups", name]);
      if (!isGroupName(name)) {
        const expected = groupNameExpectation;
        this.problems.push({ place: group.at([]), path: group.path, found: "this name", expected });
      }
      this.groups.set(name, group);
    }
  }

  /** Sites in the fleet file itself, and the files that hold others. */
  private readRootSites(document: FleetDocument, sites: unknown, path: string): void {
    if (!isTree(sites)) {
      const place = document.at(["sites"]);
      const expected = "a mapping of names to sites, or `files` with the files that hold them";
      this.problems.push({ place, path: "sites", found: displayValue(sites), expected });
      return;
    }
    const { files, ...own } = sites;
    this.readSites(document, own, ["sites"]);
    if (files === undefined) return;
    const patterns: readonly unknown[] = Array.isArray(files) ? files : [files];
    const seen = new Set([path]);
    for (const [index, pattern] of patterns.entries()) {
      const steps = ["sites", "files", ...(Array.isArray(files) ? [index] : [])];
      const where = { place: document.at(steps), path: "sites.files" };
      if (typeof pattern !== "string") {
        const expected =
          "a file or a pattern, such as sites/*.yaml, or a list of them; a site cannot be called files";
        this.problems.push({ ...where, found: displayValue(pattern), expected });
        continue;
      }
      this.patterns.push(pattern);
      const included = includedFiles(pattern, document.directory);
      if ("expected" in included) {
        this.problems.push({ ...where, ...included });
        continue;
      }
      for (const one of included.files) {
        if (seen.has(one)) continue;
        seen.add(one);
        const name = relative(this.projectDirectory, one);
        const part = this.document(one, name, sitesExpectation, where);
        if (part) this.readSites(part, part.value, []);
      }
    }
  }

  private readSites(
    document: FleetDocument,
    sites: Readonly<Record<string, unknown>>,
    above: readonly string[],
  ): void {
    for (const name of Object.keys(sites)) {
      const site = entryOf(document, "site", name, [...above, name]);
      const refuse = (found: string, expected: string) => {
        this.problems.push({ place: site.at([]), path: site.path, found, expected });
      };
      const before = this.sites.get(name);
      if (before) {
        const { file, line } = before.at([]);
        refuse("a site that is there already", `each site once; the other is in ${file}, line ${line}`);
        continue;
      }
      if (above.length === 0 && topKeys.some((key) => key === name)) {
        refuse(`the key "${name}" of a fleet file`, sitesExpectation);
        continue;
      }
      if (name === "files") {
        refuse(
          "`files` in an included file",
          "a list of files in the fleet file alone; a site cannot be called files",
        );
        continue;
      }
      if (!isSiteName(name)) refuse("this name", siteNameExpectation);
      this.sites.set(name, site);
    }
  }

  /** @param from where the fleet names the file; undefined for the fleet file itself */
  private document(
    path: string,
    file: string,
    expected: string,
    from?: Pick<PlacedProblem, "place" | "path">,
  ): FleetDocument | undefined {
    const read = this.read(path, file, expected, from);
    if (read === undefined || !("problem" in read)) return read;
    this.incomplete = true;
    this.problems.push(read.problem);
    return undefined;
  }

  /** @returns undefined for an included file that cannot have the one site that is wanted */
  private read(
    path: string,
    file: string,
    expected: string,
    from: Pick<PlacedProblem, "place" | "path"> | undefined,
  ): ReturnType<typeof FleetDocument.parse> | undefined {
    const read = readTextFile(path);
    if ("unreadable" in read) {
      const { found, absent, expected: wanted } = read.unreadable;
      if (from) return { problem: { ...from, found: `"${file}", ${found}`, expected: wanted } };
      const there = absent ? `a fleet file in ${this.projectDirectory}` : wanted;
      return { problem: { path: file, found, expected: there } };
    }
    this.#characters += read.text.length;
    if (this.#characters > mostCharacters) {
      const most = `a fleet of at most ${mostCharacters / 1024 / 1024} MiB in all its files`;
      return { problem: { path: file, found: "more text", expected: most } };
    }
    const isWanted = !from || this.only === undefined || read.text.includes(this.only);
    if (!isWanted) return undefined;
    const key = `${path}\0${read.text}`;
    const document = this.parsed.get(key) ?? FleetDocument.parse(read.text, path, file, expected);
    this.parsed.set(key, document);
    return document;
  }
}

export function isGroupName(name: string): boolean {
  return /^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/.test(name);
}
export const groupNameExpectation = 'a name of 1 to 63 letters, digits, ".", "_" or "-"';

/** A site is a stack and, unless it has a name of its own, a Cluster. */
const isSiteName = (name: string) => clusterName.safeParse(name).success;
export const siteNameExpectation =
  "a name of a stack and of a cluster: 1 to 42 lower-case letters, digits or '-', starting with a letter";
