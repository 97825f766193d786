/** What is wrong with the keys of one entry of a fleet; sections are judged where they are merged. */
import type * as z from "zod";
import { displayValue, isSecretName } from "../display-value.js";
import { valueAt } from "../lower-layers.js";
import { nearest } from "../nearest.js";
import { ownWords } from "../own-words.js";
import type { Step } from "../reading/plain-value.js";
import { stepInto, unwrap } from "../schema-steps.js";
import { sectionSchemas } from "../section-schemas.js";
import { sectionsWithConnection } from "../stack-spec.js";
import { isTree, type Tree } from "../tree.js";
import { entryKeys, entrySchema } from "./entry-fields.js";
import type { FleetEntry } from "./entry.js";
import type { PlacedProblem } from "./fleet-document.js";

export const passwordExpectation =
  "no password in a fleet file: pulumi config set --secret tkg-edge:vcenterPassword --stack SITE (it asks for the value), or " +
  "connection.vcenter.passwordFrom";

export function entryProblems(entry: FleetEntry): PlacedProblem[] {
  const { value, kind } = entry;
  const at = (steps: readonly Step[], problem: Pick<PlacedProblem, "found" | "expected">): PlacedProblem => ({
    place: entry.at(steps),
    path: [entry.path, ...steps].join("."),
    ...problem,
  });
  if (!isTree(value)) {
    const expected =
      value === null
        ? "a mapping; {} for an entry without keys"
        : "a mapping with the keys of an entry (docs/fleet.md)";
    return [at([], { found: shapeOf(value), expected })];
  }
  const known = entryKeys.filter((key) => kind === "site" || key !== "groups");
  return [
    ...Object.keys(value).flatMap((key) => (known.includes(key) ? [] : [at([key], unknownKey(key, known))])),
    ...nullsIn(value, []).map((steps) =>
      at(steps, {
        found: "nothing",
        expected: "a value; leave the key out to inherit the value of the layers below",
      }),
    ),
    ...wrongFields(value).map(([steps, problem]) => at(steps, problem)),
    ...passwordsIn(value).map((steps) => at(steps, { found: "a password", expected: passwordExpectation })),
    ...entry.odd().map((problem) => ({ ...problem, path: `${entry.path}.${problem.path}` })),
  ];
}

/** An included file may be any file of YAML, and its texts anything. */
const shapeOf = (value: unknown): string =>
  value === null ? "nothing" : typeof value === "string" ? "a text" : displayValue(value);

function unknownKey(key: string, known: readonly string[]): Pick<PlacedProblem, "found" | "expected"> {
  if (isPassword(key)) return { found: "a password", expected: passwordExpectation };
  const found = "a key that is not known here";
  if (key === "groups") return { found, expected: "groups in sites alone: a group has no groups" };
  const meant = isSecretName(key) ? undefined : nearest(key, known);
  const hint = meant === undefined ? `; there are ${known.join(", ")}` : `; did you mean "${meant}"?`;
  return { found, expected: `one of the keys of an entry${hint}` };
}

function wrongFields(value: Tree): [readonly Step[], Pick<PlacedProblem, "found" | "expected">][] {
  return Object.entries(entrySchema.shape).flatMap(([key, schema]) => {
    const own = value[key];
    // What is null is reported as that.
    if (own === undefined || own === null) return [];
    const result = schema.safeParse(own, { error: ownWords });
    return (result.error?.issues ?? []).map(
      ({ path, message }): [readonly Step[], Pick<PlacedProblem, "found" | "expected">] => {
        const steps = [key, ...path.map(String)];
        return [steps, { found: displayValue(valueAt(value, steps), steps.at(-1)), expected: message }];
      },
    );
  });
}

function nullsIn(value: unknown, steps: readonly Step[]): (readonly Step[])[] {
  if (value === null) return [steps];
  if (Array.isArray(value)) return value.flatMap((item: unknown, index) => nullsIn(item, [...steps, index]));
  if (!isTree(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => nullsIn(item, [...steps, key]));
}

const isPassword = (key: string) => /passw|passphrase/i.test(key);

/** Keys for passwords in sections. A mapping with keys of the user's own, such as VMX keys, may hold any. */
function passwordsIn(value: Tree): (readonly Step[])[] {
  return sectionsWithConnection.flatMap((section) =>
    unknownPasswords(value[section], sectionSchemas[section], [section]),
  );
}

function unknownPasswords(value: unknown, schema: z.ZodType, steps: readonly Step[]): (readonly Step[])[] {
  const object = unwrap(schema);
  if (!isTree(value) || !("shape" in object)) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const known = stepInto(object, key);
    if (known) return unknownPasswords(item, known, [...steps, key]);
    return isPassword(key) ? [[...steps, key]] : [];
  });
}
