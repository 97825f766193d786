/** One entry of a fleet as a layer: its form, and its file paths relative to the project. */
import { rebaseFile, rebaseFiles } from "../file-keys.js";
import { readLayer } from "../layers.js";
import type { ReadLayer } from "../lower-layers.js";
import { sectionsWithConnection, type RawLayer } from "../stack-spec.js";
import { isTree, type Tree } from "../tree.js";
import { fileKeysOfEntry, fleetLabels, groupNames } from "./entry-fields.js";
import { entryProblems } from "./entry-problems.js";
import type { FleetEntry } from "./entry.js";
import type { PlacedProblem } from "./fleet-document.js";

/** An entry that was read; what is wrong in it is left out. */
export interface FleetLayer {
  readonly entry: FleetEntry;
  readonly layer: ReadLayer;
  readonly labels: Readonly<Record<string, string>>;
  /** Names in the order in which they stand. */
  readonly groups: readonly string[];
  readonly problems: readonly PlacedProblem[];
}

export function readEntry(entry: FleetEntry, projectDirectory: string): FleetLayer {
  const tree = isTree(entry.value) ? entry.value : {};
  const layer = readLayer(rawLayer(tree, entry, projectDirectory), projectDirectory, {
    name: entry.title,
    at: entry.at,
  });
  const labels = fleetLabels.safeParse(tree.labels);
  const groups = groupNames.safeParse(tree.groups);
  const ofFiles = layer.problems.map((problem) => placedInEntry(problem, entry, tree));
  return {
    entry,
    layer,
    labels: labels.success ? labels.data : {},
    groups: entry.kind === "site" && groups.success ? groups.data : [],
    problems: [...entryProblems(entry), ...ofFiles],
  };
}

/** A problem of a file that the entry names, at the line that names it. */
function placedInEntry(problem: PlacedProblem, entry: FleetEntry, tree: Tree): PlacedProblem {
  const key = fileKeysOfEntry.find((name) => problem.path === `tkg-edge:${name}`);
  if (key === undefined || tree[key] === undefined) return problem;
  return { ...problem, place: entry.at([key]), path: `${entry.path}.${key}` };
}

function rawLayer(tree: Tree, { directory }: FleetEntry, projectDirectory: string): RawLayer {
  const isElsewhere = directory !== projectDirectory;
  const sections = sectionsWithConnection.flatMap((key) => {
    const value = withoutNull(tree[key]);
    if (value === undefined) return [];
    return [[key, isElsewhere ? rebaseFiles(key, value, directory, projectDirectory) : value] as const];
  });
  const files = fileKeysOfEntry.flatMap((key) => {
    const value = tree[key];
    if (typeof value !== "string" || value.trim() === "") return [];
    return [[key, isElsewhere ? rebaseFile(value, directory, projectDirectory) : value] as const];
  });
  return Object.fromEntries([...sections, ...files]);
}

/** What is null is a problem of the entry; it sets nothing. */
function withoutNull(value: unknown): unknown {
  if (value === null) return undefined;
  if (!isTree(value)) return value;
  const kept = Object.entries(value).map(([key, item]) => [key, withoutNull(item)] as const);
  return Object.fromEntries(kept.filter(([, item]) => item !== undefined));
}
