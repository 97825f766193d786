/** ClusterClasses: which TKrs they select, and which variables they define. */
import * as z from "zod";
import type { LiveObject } from "../../clients/live-object.js";
import { resolveTkrAnnotation, writtenAnnotation } from "../../manifests/kubernetes-object.js";
import { entries, lenient, readAs, text } from "./lenient.js";

export interface ClusterClassFacts {
  readonly name: string;
  readonly namespace: string;
  /** Selector of the TKrs that a Cluster of it may get; undefined where it has none, so that no TKr is selected. */
  readonly selector: string | undefined;
  /** Whether this product ever wrote to it. */
  readonly isWritten: boolean;
  /** Undefined where the class does not show them: a runtime extension defines them, and was not asked yet. */
  readonly variables: readonly VariableDefinition[] | undefined;
}

/** A variable as a ClusterClass defines it. */
export interface VariableDefinition {
  readonly name: string;
  readonly isRequired: boolean;
  /** OpenAPI schemas, one for each place that defines the variable; without those that cannot be read. */
  readonly schemas: readonly VariableSchema[];
  /** The places, where they define it differently: a Cluster then has to name the one that it means. @default - they agree */
  readonly conflict?: readonly string[];
}

export type VariableSchema = Readonly<Record<string, unknown>>;

const definition = z.object({
  from: text,
  required: lenient(z.boolean()),
  schema: lenient(z.object({ openAPIV3Schema: z.record(z.string(), z.unknown()) })),
});
const external = lenient(z.object({ discoverVariablesExtension: text }));
const classSpec = z.object({
  variables: entries(definition.extend({ name: z.string() })),
  patches: entries(z.object({ external })),
});
const classStatus = z.object({
  variables: entries(
    z.object({
      name: z.string(),
      definitions: entries(definition),
      definitionsConflict: lenient(z.boolean()),
    }),
  ),
});

export function readClusterClass(object: LiveObject): ClusterClassFacts {
  const { name, namespace = "", annotations = {} } = object.metadata;
  return {
    ...{ name, namespace },
    selector: annotations[resolveTkrAnnotation],
    isWritten: annotations[writtenAnnotation] !== undefined,
    variables: variablesOf(object),
  };
}

/** Cluster API up to 1.3 has them in the spec alone; later versions collect them in the status, also those of extensions. */
function variablesOf({ spec, status }: LiveObject): readonly VariableDefinition[] | undefined {
  const { variables, patches } = readAs(classSpec, spec);
  const inStatus = readAs(classStatus, status).variables.map(
    ({ name, definitions, definitionsConflict }) => ({
      ...defined(name, definitions),
      ...(definitionsConflict === true && { conflict: definitions.map(({ from }) => from ?? "?") }),
    }),
  );
  // Those of the spec are not all that there are.
  const isDiscovered = patches.some((patch) => patch.external?.discoverVariablesExtension !== undefined);
  if (inStatus.length === 0 && isDiscovered) return undefined;
  const collected = new Set(inStatus.map(({ name }) => name));
  const inSpec = variables.filter(({ name }) => !collected.has(name));
  const all = [...inStatus, ...inSpec.map((one) => defined(one.name, [one]))];
  return all.length > 0 ? all : undefined;
}

const defined = (name: string, all: readonly z.output<typeof definition>[]): VariableDefinition => ({
  name,
  isRequired: all.some(({ required }) => required === true),
  schemas: all.flatMap(({ schema }) => (schema ? [schema.openAPIV3Schema] : [])),
});
