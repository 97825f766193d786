/** What is expected where a schema has no sentence of its own: the schema library's words are for programmers. */
import type { z } from "zod";

const kinds: Readonly<Record<string, string>> = {
  object: "a mapping of keys to values",
  record: "a mapping of keys to values",
  map: "a mapping of keys to values",
  array: "a list",
  tuple: "a list",
  string: "a text; quote numbers and booleans",
  number: "a number, written without quotes",
  int: "a whole number, written without quotes",
  boolean: "true or false, written without quotes",
};

export function ownWords(issue: z.core.$ZodRawIssue): string {
  if (issue.input === undefined) return "a value";
  switch (issue.code) {
    case "invalid_type":
      return kinds[issue.expected] ?? "a value of another kind";
    case "invalid_value":
      return issue.values.map((value) => JSON.stringify(String(value))).join(" or ");
    case "too_small":
      return `at least ${String(issue.minimum)}${unitOf(issue.origin)}`;
    case "too_big":
      return `at most ${String(issue.maximum)}${unitOf(issue.origin)}`;
    case "not_multiple_of":
      return `a multiple of ${String(issue.divisor)}`;
    default:
      return "a value of another form";
  }
}

function unitOf(origin: string): string {
  if (origin === "string") return " characters";
  return origin === "array" ? " entries" : "";
}
