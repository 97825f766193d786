/**
 * A variable as an API server stored it, without what its user did not configure: admission has filled in the defaults of the
 * ClusterClass, some of which no key of a stack can hold.
 */
import type { z } from "zod";
import { classVariablesSchema } from "../class-variables.js";
import { pathKey } from "../reading/plain-value.js";
import { isTree } from "../tree.js";
import { configuredValue, type ConfiguredValue } from "./class-defaults.js";
import type { Leaf, ObjectReader } from "./object-reader.js";
import type { Reading } from "./reading.js";

/** Steps of a leaf's path below `spec.topology.variables[N].value`. */
export const stepsBelowValue = ({ path }: Leaf): Leaf["path"] => path.slice(5);

/** @returns undefined where the definition of the variable is not known */
export function admittedValue(
  name: string,
  variable: ObjectReader,
  { options }: Reading,
): ConfiguredValue | undefined {
  const definition = options.classVariables?.find((one) => one.name === name);
  const whole = variable.peek("value");
  if (!definition || whole === undefined) return undefined;
  const found = configuredValue(definition.schemas, whole);
  // A key may require what the class has a default for.
  const isIncomplete = found.value !== undefined && fits(name, whole) && !fits(name, found.value);
  return isIncomplete ? { value: whole, defaults: [] } : found;
}

/** Those of a variable's leaves that are defaults of the class, and the others. */
export function split(
  leaves: readonly Leaf[],
  admitted: ConfiguredValue | undefined,
): { readonly defaults: readonly Leaf[]; readonly others: readonly Leaf[] } {
  const known = new Set(admitted?.defaults.map(({ path }) => pathKey(path)));
  const isDefault = (leaf: Leaf) => known.has(pathKey(stepsBelowValue(leaf)));
  return { defaults: leaves.filter(isDefault), others: leaves.filter((leaf) => !isDefault(leaf)) };
}

const unreadDefault =
  "its key takes no empty value, which is often a default of the ClusterClass; the class was not read (tkg-edge adopt reads it)";

/**
 * Where the class is not known: the variable without the empty values that its key cannot hold, which are reported.
 * @returns undefined where nothing is left
 */
export function withoutEmptyDefaults(
  name: string,
  variable: ObjectReader,
  reading: Reading,
): ObjectReader | undefined {
  const parsed = schemaOf(name)?.safeParse(variable.peek("value"));
  if (!parsed || parsed.success) return variable;
  const paths = parsed.error.issues.map(({ path }) => path.filter((step) => typeof step === "string"));
  const empty = paths.filter(
    (path, index) =>
      path.length === parsed.error.issues[index]?.path.length && isEmpty(variable.peek("value", ...path)),
  );
  for (const path of empty) {
    reading.leaveOut(`variable ${name}`, variable.at("value", ...path).rest(), unreadDefault);
  }
  if (empty.some((path) => path.length === 0)) return undefined;
  return empty.reduce((reader, path) => reader.replaced(undefined, "value", ...path), variable);
}

const schemaOf = (name: string): z.ZodType | undefined =>
  Object.hasOwn(classVariablesSchema.shape, name)
    ? classVariablesSchema.shape[name as keyof typeof classVariablesSchema.shape]
    : undefined;

const fits = (name: string, value: unknown): boolean => schemaOf(name)?.safeParse(value).success ?? true;

function isEmpty(value: unknown): boolean {
  if (value === "" || value === null) return true;
  return Array.isArray(value) ? value.length === 0 : isTree(value) && Object.keys(value).length === 0;
}
