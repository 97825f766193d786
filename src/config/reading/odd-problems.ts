/** Values that YAML reads differently than they appear, as problems of the reader that takes them. */
import { isSecretName } from "../display-value.js";
import type { Problem } from "../problem.js";
import type { Step } from "./plain-value.js";
import type { ScalarForm } from "./scalar-form.js";
import type { OddValue, Position, YamlDocument } from "./yaml-tree.js";

/** `FILE:LINE:COLUMN`. */
export function place(file: string, { line, column }: Position): string {
  return `${file}:${line}:${column}`;
}

/** Whether a form changes a value in a way that nobody means. */
function isProblem({ path, form }: OddValue): boolean {
  const secret = path.some((step) => isSecretName(String(step)));
  const kind: ScalarForm["kind"] = form.kind;
  // A folded text, an escape and a comment are YAML as it is meant, but for what may be part of a password.
  return kind === "comment" || kind === "folded" || kind === "escape" ? secret : true;
}

/**
 * @param pathOf how messages name a value; undefined for one that the reader does not take
 * @returns one problem for each value
 */
export function oddProblems(
  { odd }: Pick<YamlDocument, "odd">,
  pathOf: (path: readonly Step[], position: Position) => string | undefined,
): Problem[] {
  const seen = new Set<string>();
  return odd.filter(isProblem).flatMap(({ path, position, form }) => {
    const where = pathOf(path, position);
    if (where === undefined || seen.has(where)) return [];
    seen.add(where);
    return [{ path: where, expected: `quotes around the value, if it is meant as a text: it ${form.text}` }];
  });
}
