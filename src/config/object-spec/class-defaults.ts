/** What of a variable is configured, and what admission filled in from the defaults of its ClusterClass. Pure. */
import { isDeepStrictEqual } from "node:util";
import type { Step } from "../reading/plain-value.js";
import { asTree, filled, ownValue } from "../schema-defaults.js";
import { isTree, type Tree } from "../tree.js";
import type { Leaf } from "./object-reader.js";

/** A variable as a ClusterClass defines it. */
export interface ClassVariable {
  readonly name: string;
  /** OpenAPI schemas; more than one where several patches define the variable differently. */
  readonly schemas: readonly Tree[];
}

/** A value without what admission fills in. */
export interface ConfiguredValue {
  /** Undefined where the whole value is the class's default. */
  readonly value: unknown;
  /** What is left out, by its path below the value. */
  readonly defaults: readonly Leaf[];
}

/**
 * Admission turns what remains into the same value again. Of several schemas it applies one that is not known here, so that
 * a value stays whole unless all of them leave out the same.
 */
export function configuredValue(schemas: readonly Tree[], value: unknown): ConfiguredValue {
  const [first, ...others] = schemas.map((schema) => withoutDefaults(schema, value, []));
  const isSame = others.every((other) => isDeepStrictEqual(other, first));
  return first && isSame ? first : { value, defaults: [] };
}

function withoutDefaults(schema: Tree, value: unknown, path: readonly Step[]): ConfiguredValue {
  const isDefault =
    schema.default !== undefined && isDeepStrictEqual(filled(schema, schema.default), filled(schema, value));
  return isDefault ? { value: undefined, defaults: leavesOf(value, path) } : partsOf(schema, value, path);
}

/** Entries of a list and of a mapping with keys of the user's are configured, whatever they hold. */
function partsOf(schema: Tree, value: unknown, path: readonly Step[]): ConfiguredValue {
  if (Array.isArray(value)) {
    const items = value.map((item, index) => partsOf(asTree(schema.items), item, [...path, index]));
    return { value: items.map((item) => item.value), defaults: items.flatMap(({ defaults }) => defaults) };
  }
  if (!isTree(value)) return { value, defaults: [] };
  const entries = Object.entries(value).map(([key, below]) => {
    const property = ownValue(asTree(schema.properties), key);
    const at = [...path, key];
    const part = isTree(property)
      ? withoutDefaults(property, below, at)
      : partsOf(asTree(schema.additionalProperties), below, at);
    return [key, part] as const;
  });
  return {
    value: Object.fromEntries(
      entries.flatMap(([key, part]) => (part.value === undefined ? [] : [[key, part.value]])),
    ),
    defaults: entries.flatMap(([, { defaults }]) => defaults),
  };
}

function leavesOf(value: unknown, path: readonly Step[]): readonly Leaf[] {
  const below: readonly (readonly [Step, unknown])[] = Array.isArray(value)
    ? value.map((item, index) => [index, item] as const)
    : isTree(value)
      ? Object.entries(value)
      : [];
  if (below.length === 0) return [{ path, value }];
  return below.flatMap(([step, item]) => leavesOf(item, [...path, step]));
}
