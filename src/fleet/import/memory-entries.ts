/** Entries of a fleet that no file has yet. */
import type { FleetEntry } from "../../config/fleet/entry.js";
import type { Fleet } from "../../config/fleet/fleet-file.js";
import type { Tree } from "../../config/tree.js";

/** What is added to a fleet. */
export interface Additions {
  /** The defaults with what is added; empty where nothing is. */
  readonly defaults: Tree;
  readonly groups: ReadonlyMap<string, Tree>;
}

export const noAdditions: Additions = { defaults: {}, groups: new Map() };

/** @param file that it is written to, as messages name it; @param directory of that file, absolute */
export function memoryEntry(
  kind: FleetEntry["kind"],
  name: string,
  value: Tree,
  file: string,
  directory: string,
): FleetEntry {
  return {
    ...{ kind, name, value, directory },
    title: kind === "defaults" ? "defaults" : `${kind} ${name}`,
    path: kind === "defaults" ? "defaults" : `${kind}s.${name}`,
    at: () => ({ file, line: 1, column: 1 }),
    odd: () => [],
  };
}

/**
 * The fleet as it will be, with no other sites than those given.
 * @param directory of the fleet file, absolute
 */
export function fleetWith(
  fleet: Fleet,
  { defaults, groups }: Additions,
  sites: readonly FleetEntry[],
  directory: string,
): Fleet {
  const added = Object.keys(defaults).length > 0;
  const own = memoryEntry("defaults", "", defaults, fleet.file, directory);
  const ofDefaults = { ...own, at: fleet.defaults?.at ?? own.at };
  const entries = [...groups].map(
    ([name, value]) => [name, memoryEntry("group", name, value, fleet.file, directory)] as const,
  );
  return {
    ...fleet,
    defaults: added ? ofDefaults : fleet.defaults,
    groups: new Map([...fleet.groups, ...entries]),
    sites: new Map(sites.map((entry) => [entry.name, entry])),
  };
}
