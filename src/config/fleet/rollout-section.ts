/** The section `rollout` of a fleet file, or what is wrong with it. */
import { displayValue } from "../display-value.js";
import { nearest } from "../nearest.js";
import { ownWords } from "../own-words.js";
import { isTree } from "../tree.js";
import type { FleetDocument, PlacedProblem } from "./fleet-document.js";
import { rolloutSchema, type RolloutKeys } from "./rollout-fields.js";

/** @returns the keys that are right, and the problems of the others */
export function readRollout(
  document: FleetDocument,
  value: unknown,
): { readonly keys: RolloutKeys; readonly problems: readonly PlacedProblem[] } {
  const at = (steps: readonly string[]) => ({
    place: document.at(["rollout", ...steps]),
    path: ["rollout", ...steps].join("."),
  });
  if (!isTree(value)) {
    const found = value === null ? "nothing" : displayValue(value);
    return { keys: {}, problems: [{ ...at([]), found, expected: "a mapping (docs/fleet.md)" }] };
  }
  const known = Object.keys(rolloutSchema.shape);
  const keys: Record<string, unknown> = {};
  const problems = Object.entries(value).flatMap(([key, own]): PlacedProblem[] => {
    const schema = Object.entries(rolloutSchema.shape).find(([name]) => name === key)?.[1];
    if (schema === undefined) {
      const meant = nearest(key, known);
      const hint = meant === undefined ? `; there are ${known.join(", ")}` : `; did you mean "${meant}"?`;
      const found = "a key that is not known here";
      return [{ ...at([key]), found, expected: `one of the keys of a rollout${hint}` }];
    }
    const result = schema.safeParse(own, { error: ownWords });
    if (result.success && own !== null) {
      keys[key] = result.data;
      return [];
    }
    const expected = result.error?.issues[0]?.message ?? "a value";
    return [{ ...at([key]), found: own === null ? "nothing" : displayValue(own, key), expected }];
  });
  return { keys: rolloutSchema.parse(keys), problems };
}
