/** An entry of a fleet as it stands in a file. */
import type { Place } from "../lower-layers.js";
import type { Step } from "../reading/plain-value.js";
import { isTree } from "../tree.js";
import type { FleetDocument, PlacedProblem } from "./fleet-document.js";

/** One layer as it stands in a file. */
export interface FleetEntry {
  readonly kind: "defaults" | "group" | "site";
  /** Empty for the defaults. */
  readonly name: string;
  /** For people: `group north`. */
  readonly title: string;
  /** In the fleet: `groups.north`. */
  readonly path: string;
  readonly value: unknown;
  /** Folder that its file paths are relative to, absolute. */
  readonly directory: string;
  /** Where a value below the entry stands. */
  readonly at: (steps: readonly Step[]) => Place;
  /** Values that YAML reads differently than they appear. */
  readonly odd: () => readonly PlacedProblem[];
}

/** @param steps of the entry in the document */
export function entryOf(
  document: FleetDocument,
  kind: FleetEntry["kind"],
  name: string,
  steps: readonly string[],
): FleetEntry {
  return {
    kind,
    name,
    title: kind === "defaults" ? "defaults" : `${kind} ${name}`,
    path: kind === "defaults" ? "defaults" : `${kind}s.${name}`,
    value: steps.reduce<unknown>((value, step) => (isTree(value) ? value[step] : undefined), document.value),
    directory: document.directory,
    at: (below) => document.at([...steps, ...below]),
    odd: () => document.oddBelow(steps),
  };
}
