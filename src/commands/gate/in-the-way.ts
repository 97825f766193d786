import { sentenceOf, type Finding } from "../../environment/finding.js";

/** What stands in the way of a rebuild: the first failure, in a sentence. */
export function inTheWay(...findings: readonly Finding[]): string | undefined {
  const found = findings.find(({ severity }) => severity === "failure");
  if (!found) return undefined;
  const { path, isValue, expected, remedy } = found;
  const sentence = sentenceOf(found);
  if (expected === undefined) return remedy === undefined ? sentence : `${sentence}; ${remedy}`;
  const key = isValue || path === undefined ? "" : ` (${path})`;
  return `${sentence}; expected: ${expected}${key}${remedy === undefined ? "" : `. ${remedy}`}`;
}
