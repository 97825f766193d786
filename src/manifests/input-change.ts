/** What changed between the inputs that a live Cluster carries as an annotation and those of now. */
import { inputEffects } from "../config/change-effects.js";
import { isTree } from "../config/tree.js";

/** One changed input, in the texts of the annotation. */
export interface InputChange {
  readonly input: string;
  readonly from: string;
  readonly to: string;
}

/** The key of a stack file that an input comes from, below the project's prefix, e.g. `site.machine.numCPUs`. */
export function configKeyOf(input: string): string {
  const key = inputEffects.find(({ digestName }) => digestName === input)?.key ?? input;
  return key.startsWith("connection.") ? key : `site.${key}`;
}

const notSet = "(not set)";

/**
 * @param annotation JSON of the inputs in version 1 of the form, as the live Cluster carries it
 * @param now the same inputs from the stack
 * @returns what differs; undefined when the annotation is absent or cannot be read
 */
export function changedInputs(
  annotation: string | undefined,
  now: Readonly<Record<string, string>>,
): InputChange[] | undefined {
  const before = recordedInputs(annotation);
  if (!before) return undefined;
  const names = new Set([...Object.keys(now), ...Object.keys(before).filter((name) => name !== "v")]);
  return [...names]
    .filter((input) => before[input] !== now[input])
    .map((input) => ({ input, from: shown(before[input]), to: shown(now[input]) }));
}

/** What the annotation holds, unchecked; undefined when it is absent or cannot be read. */
export function recordedInputs(
  annotation: string | undefined,
): Readonly<Record<string, unknown>> | undefined {
  if (annotation === undefined) return undefined;
  try {
    const read: unknown = JSON.parse(annotation);
    return isTree(read) && read.v === 1 ? read : undefined;
  } catch {
    return undefined;
  }
}

const shown = (value: unknown) => (typeof value === "string" && value !== "" ? value : notSet);
