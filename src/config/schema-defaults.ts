/** The defaults of an OpenAPI schema, as the API server fills them in before it judges a value. Pure. */
import { isTree, type Tree } from "./tree.js";

/** The value as admission completes it: a default counts where the mapping around it exists. */
export function filled(schema: Tree, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => filled(asTree(schema.items), item));
  if (!isTree(value)) return value;
  const properties = asTree(schema.properties);
  const added = Object.entries(properties).flatMap(([key, property]) => {
    const byDefault = asTree(property).default;
    return byDefault === undefined || ownValue(value, key) !== undefined ? [] : [[key, byDefault] as const];
  });
  const entries = [...Object.entries(value), ...added].map(([key, below]) => {
    const property = ownValue(properties, key);
    return [key, filled(asTree(property ?? schema.additionalProperties), below)] as const;
  });
  return Object.fromEntries(entries);
}

/** The value without what it sets to null and the schema does not let be null: admission fills in a default there, or nothing. */
export function withoutNulls(schema: Tree, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutNulls(asTree(schema.items), item));
  if (!isTree(value)) return value;
  const entries = Object.entries(value).flatMap(([key, below]) => {
    const property = asTree(ownValue(asTree(schema.properties), key) ?? schema.additionalProperties);
    return below === null && property.nullable !== true
      ? []
      : [[key, withoutNulls(property, below)] as const];
  });
  return Object.fromEntries(entries);
}

/** A part of a schema; what is none allows everything. */
export const asTree = (schema: unknown): Tree => (isTree(schema) ? schema : {});

/** A value that is not one of the prototype. */
export const ownValue = (tree: Tree, key: string): unknown =>
  Object.hasOwn(tree, key) ? tree[key] : undefined;
