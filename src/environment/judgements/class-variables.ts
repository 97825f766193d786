/**
 * Whether the variables of a Cluster are what its ClusterClass defines, by config key. Pure. Admission refuses a variable
 * that the class lacks and a value of another form; a misspelt key inside a variable it takes without an error.
 */
import type { TopologyVariable } from "../../manifests/cluster.js";
import { variableKey } from "../../manifests/variable-keys.js";
import type { ClusterClassFacts, VariableDefinition } from "../facts/cluster-class.js";
import { failure, ok, skipped, wrongValue, type Finding } from "../finding.js";
import { violations, type Violation } from "./variable-schema.js";

export interface JudgedVariables {
  /** `ClusterClass namespace/name` */
  readonly className: string;
  /** Of the Cluster as it is to be written. */
  readonly variables: readonly TopologyVariable[];
  /** Whether they are for a Cluster that runs already; it is never held up. */
  readonly isRunning: boolean;
  /** Names of those in `site.extraVariables`. @default - those without a key of their own */
  readonly extra?: ReadonlySet<string>;
}

/**
 * @param definitions of the class; undefined where they cannot be read
 * @param others classes of the same namespace that define variables too; none where they were not read
 */
export function classVariables(
  judged: JudgedVariables,
  definitions: readonly VariableDefinition[] | undefined,
  others: readonly ClusterClassFacts[] = [],
): readonly Finding[] {
  const { className, variables, isRunning } = judged;
  if (!definitions) return [skipped(unread(className, "it shows no definition of them"))];
  const byName = new Map(definitions.map((one) => [one.name, one]));
  const found = variables.flatMap((variable) => {
    const definition = byName.get(variable.name);
    if (!definition) return [undefinedVariable(judged, variable, others)];
    return definition.conflict
      ? [conflictingVariable(judged, variable, definition.conflict)]
      : wrongParts(judged, variable, definition);
  });
  const set = new Set(variables.map(({ name }) => name));
  const missing = definitions.filter(
    ({ name, isRequired, schemas }) =>
      isRequired && !set.has(name) && schemas.every((schema) => schema.default === undefined),
  );
  const all = [...found, ...missing.map(({ name }) => missingVariable(className, name))];
  if (all.length === 0) return [ok(`the variables are as ${className} defines them`)];
  return isRunning ? all.map((finding) => ({ ...finding, severity: "warning" })) : all;
}

/** Why the variables were not judged. */
export const unread = (className: string, why: string): string =>
  `the variables of the Cluster were not checked against ${className}: ${why}`;

/** Names of the variables that a class lacks. */
export const undefinedNames = (
  variables: readonly TopologyVariable[],
  definitions: readonly VariableDefinition[],
): readonly string[] =>
  variables.map(({ name }) => name).filter((name) => !definitions.some((one) => one.name === name));

function undefinedVariable(
  { className, extra }: JudgedVariables,
  { name }: TopologyVariable,
  others: readonly ClusterClassFacts[],
): Finding {
  const having = others.filter(({ variables = [] }) => variables.some((one) => one.name === name));
  const names = having.map((one) => one.name).sort();
  return failure(
    `${className} defines no variable ${name}`,
    names.length === 0 ? "a variable of the class" : `a variable of the class; ${names.join(", ")} has it`,
    { path: variableKey([name], extra) },
  );
}

/** @param places that define the variable */
const conflictingVariable = (
  { className, extra }: JudgedVariables,
  { name }: TopologyVariable,
  places: readonly string[],
): Finding =>
  failure(
    `${className} defines variable ${name} differently in ${places.join(" and ")}`,
    "one definition of it: of several a Cluster has to name the one that it means, which no key does",
    { path: variableKey([name], extra) },
  );

const missingVariable = (className: string, name: string): Finding =>
  failure(`variable ${name} is not set, and ${className} requires it`, "a value", {
    path: variableKey([name]),
  });

/** What is wrong inside a variable. One that is defined several times has to fit one of the definitions. */
function wrongParts(
  judged: JudgedVariables,
  { name, value }: TopologyVariable,
  { schemas }: VariableDefinition,
): readonly Finding[] {
  try {
    const [first = [], ...rest] = schemas.map((schema) => violations(schema, value));
    if (rest.some((found) => found.length === 0)) return [];
    return first.map((violation) => wrongPart(judged, name, violation));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return [skipped(unread(judged.className, `the schema of variable ${name} cannot be used (${why})`))];
  }
}

function wrongPart(
  { className, extra }: JudgedVariables,
  name: string,
  { path, kind, found, expected }: Violation,
): Finding {
  const at = variableKey([name, ...path], extra);
  const key = path.join(".");
  switch (kind) {
    case "unknown key":
      return failure(`${className} defines no key ${key} in variable ${name}`, expected, { path: at });
    case "missing key":
      return failure(`${className} requires key ${key} in variable ${name}`, expected, { path: at });
    case "wrong value":
      return wrongValue(at, `${found}, which ${className} does not take`, expected);
  }
}
