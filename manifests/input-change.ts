/** What changed between the inputs that a live Cluster carries as an annotation and those of now. */

/** One changed input, in the texts of the annotation. */
export interface InputChange {
  readonly input: string;
  readonly from: string;
  readonly to: string;
}

const notSet = "(not set)";

/**
 * @param annotation JSON of the inputs in version 1 of the form, as the live Cluster carries it
 * @param now the same inputs as the stack says them
 * @returns what differs; undefined when the annotation is absent or cannot be read
 */
export function changedInputs(
  annotation: string | undefined,
  now: Readonly<Record<string, string>>,
): InputChange[] | undefined {
  if (annotation === undefined) return undefined;
  let before: Record<string, unknown>;
  try {
    before = JSON.parse(annotation) as Record<string, unknown>;
  } catch {
    return undefined;
  }
  if (before.v !== 1) return undefined;
  const names = new Set([...Object.keys(now), ...Object.keys(before).filter((name) => name !== "v")]);
  return [...names]
    .filter((input) => before[input] !== now[input])
    .map((input) => ({ input, from: said(before[input]), to: said(now[input]) }));
}

const said = (value: unknown) => (typeof value === "string" && value !== "" ? value : notSet);
