// Defaults and checks of a value against the part of OpenAPI v3 that ClusterClass variables use. Pure.
// In: a schema and a JSON value. Out: the value with defaults, or what is wrong with it and where.
import { isRecord } from "../runtime/objects.js";

/** The keywords that occur in the vendor's ClusterClass. */
export interface Schema {
  readonly type?: "object" | "array" | "string" | "integer" | "number" | "boolean";
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly nullable?: boolean;
}

/** One violation: the path inside the value ("" for itself) and what is expected. */
export interface Violation {
  readonly path: string;
  readonly text: string;
}

/** The value with every default that the schema has for what is absent, at all depths. The input is not changed. */
export function withDefaults(schema: Schema, value: unknown): unknown {
  if (value === undefined || (value === null && schema.nullable !== true)) {
    return schema.default === undefined ? value : withDefaults(schema, structuredClone(schema.default));
  }
  if (isRecord(value)) {
    const result: Record<string, unknown> = {};
    for (const [key, entry] of Object.entries(value)) {
      const inner = schema.properties?.[key] ?? schema.additionalProperties;
      result[key] = inner ? withDefaults(inner, entry) : entry;
    }
    for (const [key, inner] of Object.entries(schema.properties ?? {})) {
      if (!(key in value) && inner.default !== undefined) result[key] = withDefaults(inner, undefined);
    }
    return result;
  }
  if (Array.isArray(value) && schema.items) {
    const { items } = schema;
    return value.map((entry) => withDefaults(items, entry));
  }
  return value;
}

/** All violations of a value; none for a valid one. Keys that the schema does not know are no violation. */
export function violations(schema: Schema, value: unknown, path = ""): Violation[] {
  if (value === null && schema.nullable === true) return [];
  if (!hasType(schema.type, value)) {
    return [{ path, text: `must be of type ${schema.type ?? "any"}, but is ${describe(value)}` }];
  }
  const found: Violation[] = [];
  if (schema.enum && !schema.enum.includes(value)) {
    found.push({
      path,
      text: `must be one of ${JSON.stringify(schema.enum)}, but is ${JSON.stringify(value)}`,
    });
  }
  if (schema.minimum !== undefined && typeof value === "number" && value < schema.minimum) {
    found.push({ path, text: `must be at least ${schema.minimum}, but is ${value}` });
  }
  if (isRecord(value)) found.push(...objectViolations(schema, value, path));
  if (Array.isArray(value) && schema.items) {
    const { items } = schema;
    value.forEach((entry, index) => found.push(...violations(items, entry, `${path}[${index}]`)));
  }
  return found;
}

function objectViolations(
  schema: Schema,
  value: Readonly<Record<string, unknown>>,
  path: string,
): Violation[] {
  const at = (key: string) => (path === "" ? key : `${path}.${key}`);
  const missing = (schema.required ?? []).filter((key) => !(key in value));
  const inner = Object.entries(value).flatMap(([key, entry]) => {
    const entrySchema = schema.properties?.[key] ?? schema.additionalProperties;
    return entrySchema ? violations(entrySchema, entry, at(key)) : [];
  });
  return [...missing.map((key) => ({ path: at(key), text: "is required" })), ...inner];
}

function hasType(type: Schema["type"], value: unknown): boolean {
  switch (type) {
    case undefined:
      return true;
    case "object":
      return isRecord(value);
    case "array":
      return Array.isArray(value);
    case "integer":
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

function describe(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return typeof value === "object" ? "object" : `${typeof value} ${JSON.stringify(value)}`;
}
