/** Values of a Secret that nobody has filled in. Other objects may contain templates and variables on purpose. */
import type { Problem } from "../problem.js";
import { placeholderIn } from "../reading/placeholder.js";
import { isTree, type Tree } from "../tree.js";

export const isSecretObject = ({ apiVersion, kind }: Tree): boolean =>
  kind === "Secret" && apiVersion === "v1";

/** Fields of a Secret that hold its values. */
export const secretFields = ["data", "stringData"] as const;

/** @param at place of a field below the object */
export function secretProblems(fields: Tree, at: (...below: string[]) => string): Problem[] {
  if (!isSecretObject(fields)) return [];
  return secretFields.flatMap((part) => {
    const values = fields[part];
    if (values === undefined || values === null) return [];
    if (!isTree(values)) return [{ path: at(part), expected: "a mapping of keys to texts" }];
    return Object.entries(values).flatMap(([key, value]) => problemOf(part, value, at(part, key)));
  });
}

function problemOf(part: (typeof secretFields)[number], value: unknown, path: string): Problem[] {
  if (typeof value !== "string") {
    return [{ path, found: "no text", expected: "a text; quote numbers and booleans" }];
  }
  const what = placeholderIn(value) ?? (part === "data" ? placeholderIn(decoded(value)) : undefined);
  if (what !== undefined) {
    const expected =
      "the value itself: manifests are applied as they are, without substitution or decryption";
    return [{ path, found: `${what} in a Secret`, expected }];
  }
  if (part === "data" && !isBase64(value)) {
    return [
      { path, found: "a value that is not base64", expected: "base64, or the value itself in stringData" },
    ];
  }
  return [];
}

const decoded = (value: string) => Buffer.from(value, "base64").toString("utf8");

const isBase64 = (value: string) => {
  const text = value.replace(/\s/g, "");
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
};
