// Variables of a Cluster's topology, defaulted and checked by the definitions in its ClusterClass. Pure.
import { violations, withDefaults, type Schema } from "./schema.js";

/** A variable of a Cluster. */
export interface Variable {
  readonly name: string;
  readonly value: unknown;
}

/** A variable's definition in a ClusterClass. */
export interface VariableDefinition {
  readonly name: string;
  readonly required: boolean;
  readonly schema: { readonly openAPIV3Schema: Schema };
}

/** What is wrong, with the path in the Cluster: e.g. `spec.topology.variables[3].name`. */
export interface Problem {
  readonly field: string;
  readonly text: string;
}

const root = "spec.topology.variables";

/**
 * The variables with all defaults: the given ones in their order, then those of the class that have a default.
 * Variables that the class does not define stay as they are; {@link checkVariables} reports them.
 */
export function defaultVariables(
  given: readonly Variable[],
  definitions: readonly VariableDefinition[],
): Variable[] {
  const byName = new Map(definitions.map((definition) => [definition.name, definition]));
  const names = new Set(given.map(({ name }) => name));
  const own = given.map((variable) => {
    const definition = byName.get(variable.name);
    return definition
      ? { ...variable, value: withDefaults(definition.schema.openAPIV3Schema, variable.value) }
      : variable;
  });
  const added = definitions
    .filter(({ name, schema }) => !names.has(name) && schema.openAPIV3Schema.default !== undefined)
    .map(({ name, schema }) => ({ name, value: withDefaults(schema.openAPIV3Schema, undefined) }));
  return [...own, ...added];
}

/** Everything that is wrong with the variables: undefined, missing, or not as their schema wants them. */
export function checkVariables(
  given: readonly Variable[],
  definitions: readonly VariableDefinition[],
): Problem[] {
  const byName = new Map(definitions.map((definition) => [definition.name, definition]));
  const names = new Set(given.map(({ name }) => name));
  const missing = definitions
    .filter(({ name, required }) => required && !names.has(name))
    .map(({ name }) => ({ field: root, text: `variable "${name}" is required by the class and missing` }));
  const wrong = given.flatMap(({ name, value }, index): Problem[] => {
    const definition = byName.get(name);
    if (!definition) {
      return [{ field: `${root}[${index}].name`, text: `the class defines no variable "${name}"` }];
    }
    return violations(definition.schema.openAPIV3Schema, value).map(({ path, text }) => ({
      field: `${root}[${index}].value`,
      text: `${name}${path === "" || path.startsWith("[") ? path : `.${path}`} ${text}`,
    }));
  });
  return [...missing, ...wrong];
}
