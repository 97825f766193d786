/** ClusterClasses: which TKrs they select, and which variables they define. */
import * as z from "zod";
import type { LiveObject } from "../../clients/live-object.js";
import { resolveTkrAnnotation, writtenAnnotation } from "../../manifests/kubernetes-object.js";
import { entries, lenient, readAs } from "./lenient.js";

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
  /** OpenAPI schemas; more than one where several patches define the variable differently. */
  readonly schemas: readonly VariableSchema[];
}

export type VariableSchema = Readonly<Record<string, unknown>>;

const definition = {
  required: lenient(z.boolean()),
  schema: z.object({ openAPIV3Schema: z.record(z.string(), z.unknown()) }),
};
const classSpec = z.object({ variables: entries(z.object({ name: z.string(), ...definition })) });
const classStatus = z.object({
  variables: entries(z.object({ name: z.string(), definitions: entries(z.object(definition)) })),
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
  const inSpec = readAs(classSpec, spec).variables.map(({ name, required, schema }) => ({
    name,
    isRequired: required === true,
    schemas: [schema.openAPIV3Schema],
  }));
  const inStatus = readAs(classStatus, status).variables.flatMap(({ name, definitions }) =>
    definitions.length === 0
      ? []
      : [
          {
            name,
            isRequired: definitions.some(({ required }) => required === true),
            schemas: definitions.map(({ schema }) => schema.openAPIV3Schema),
          },
        ],
  );
  const collected = new Set(inStatus.map(({ name }) => name));
  const all = [...inStatus, ...inSpec.filter(({ name }) => !collected.has(name))];
  return all.length > 0 ? all : undefined;
}
