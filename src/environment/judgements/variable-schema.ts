/**
 * A value against the OpenAPI schema of a ClusterClass variable. Pure.
 *
 * ajv judges JSON Schema; the few words that OpenAPI v3 spells differently are translated. Formats and CEL rules are left to
 * admission.
 */
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { displayValue } from "../../config/display-value.js";
import { nearest } from "../../config/nearest.js";
import { filled, withoutNulls } from "../../config/schema-defaults.js";
import { isTree, type Tree } from "../../config/tree.js";
import type { VariableSchema } from "../facts/cluster-class.js";
import { meansTheSame } from "./go-pattern.js";

/** One thing that is wrong with a value. */
export interface Violation {
  /** Keys and indexes below the value. */
  readonly path: readonly (string | number)[];
  /** An `unknown key` is one that admission takes without an error, and that nothing reads. */
  readonly kind: "unknown key" | "missing key" | "wrong value";
  /** The value for display. */
  readonly found: string;
  readonly expected: string;
}

const ajv = new Ajv({
  ...{ allErrors: true, strict: false, validateSchema: false, validateFormats: false },
  // Verbose: an error then has the schema that names the known keys.
  ...{ unicodeRegExp: false, logger: false, verbose: true },
});
const compiled = new WeakMap<VariableSchema, ValidateFunction>();

/** @throws Error for a schema that cannot be used */
export function violations(schema: VariableSchema, value: unknown): readonly Violation[] {
  const validate = compiled.get(schema) ?? ajv.compile(translated(schema));
  compiled.set(schema, validate);
  // As admission does before it judges.
  const judged = filled(schema, withoutNulls(schema, value));
  validate(judged);
  const found = (validate.errors ?? []).map((error) => violation(error, judged));
  // Branches of one anyOf may report the same.
  return [...new Map(found.map((one) => [JSON.stringify([one.path, one.expected]), one])).values()];
}

const lists = ["allOf", "anyOf", "oneOf"] as const;

/** @param isPartial the schema is a part of a condition, and need not know every key */
function translated(schema: VariableSchema, isPartial = false): Tree {
  const { exclusiveMinimum, exclusiveMaximum, minimum, maximum, pattern, nullable, ...rest } = schema;
  const properties = isTree(rest.properties) ? rest.properties : undefined;
  const below = (one: unknown, partial = isPartial) => (isTree(one) ? translated(one, partial) : one);
  const each = (all: Tree) => Object.fromEntries(Object.entries(all).map(([key, one]) => [key, below(one)]));
  const isClosed =
    properties !== undefined &&
    !isPartial &&
    rest.additionalProperties === undefined &&
    rest["x-kubernetes-preserve-unknown-fields"] !== true;
  return {
    ...rest,
    ...(minimum !== undefined && { [exclusiveMinimum === true ? "exclusiveMinimum" : "minimum"]: minimum }),
    ...(maximum !== undefined && { [exclusiveMaximum === true ? "exclusiveMaximum" : "maximum"]: maximum }),
    // Of no use to ajv without a type.
    ...(nullable === true && rest.type !== undefined && { nullable }),
    ...(typeof pattern === "string" && meansTheSame(pattern) && { pattern }),
    ...(properties && { properties: each(properties) }),
    ...(isClosed && { additionalProperties: false }),
    ...(isTree(rest.additionalProperties) && { additionalProperties: below(rest.additionalProperties) }),
    ...(rest.items !== undefined && { items: below(rest.items) }),
    ...(rest.not !== undefined && { not: below(rest.not, true) }),
    ...Object.fromEntries(
      lists.flatMap((key) => {
        const all = rest[key];
        return Array.isArray(all) ? [[key, all.map((one) => below(one, true))]] : [];
      }),
    ),
  };
}

function violation(error: ErrorObject, value: unknown): Violation {
  const { instancePath, keyword, params } = error;
  const { additionalProperty, missingProperty } = params as Readonly<Record<string, unknown>>;
  const below = additionalProperty ?? missingProperty;
  const path = [...stepsOf(instancePath, value), ...(typeof below === "string" ? [below] : [])];
  return {
    path,
    kind: kinds[keyword] ?? "wrong value",
    found: displayValue(valueAt(value, path), String(path.at(-1) ?? "")),
    expected: expectedOf(error, below),
  };
}

const kinds: Readonly<Record<string, Violation["kind"]>> = {
  additionalProperties: "unknown key",
  required: "missing key",
};

function expectedOf({ keyword, params, parentSchema, message = "" }: ErrorObject, key: unknown): string {
  const given = params as Readonly<Record<string, unknown>>;
  switch (keyword) {
    case "additionalProperties":
      return knownKeys(parentSchema?.properties, String(key));
    case "required":
      return "a value";
    case "type":
      return `a value of type ${String(given.type)}`;
    case "enum":
      return (given.allowedValues as readonly unknown[]).map((one) => JSON.stringify(one)).join(" or ");
    default:
      return `a value that ${message}`;
  }
}

function knownKeys(properties: unknown, misspelt: string): string {
  const known = isTree(properties) ? Object.keys(properties).sort() : [];
  const meant = nearest(misspelt, known);
  if (meant !== undefined) return meant;
  return known.length === 0 ? "no key" : known.join(", ");
}

/** JSON pointer as keys and indexes. */
function stepsOf(pointer: string, value: unknown): (string | number)[] {
  const path: (string | number)[] = [];
  for (const step of pointer.split("/").slice(1)) {
    const key = step.replaceAll("~1", "/").replaceAll("~0", "~");
    path.push(Array.isArray(valueAt(value, path)) ? Number(key) : key);
  }
  return path;
}

const valueAt = (value: unknown, path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>((outer, step) => (outer as Tree | undefined)?.[step], value);
