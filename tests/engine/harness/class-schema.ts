/** The variables that a ClusterClass defines, to compare with what is sent: admission lets misspelt nested keys through. */
import type { KubernetesObject } from "./live-apis.js";

interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly "x-kubernetes-preserve-unknown-fields"?: boolean;
}

interface Variable {
  readonly name: string;
  readonly schema: { readonly openAPIV3Schema: Schema };
}

/** @returns paths in the variables that the class does not define */
export function undefinedPaths(
  clusterClass: KubernetesObject,
  variables: readonly { readonly name: string; readonly value: unknown }[],
): string[] {
  const defined = (clusterClass.spec as { readonly variables: readonly Variable[] }).variables;
  return variables.flatMap(({ name, value }) => {
    const schema = defined.find((variable) => variable.name === name)?.schema.openAPIV3Schema;
    return schema ? unknownKeys(schema, value, name) : [name];
  });
}

function unknownKeys(schema: Schema, value: unknown, path: string): string[] {
  if (schema["x-kubernetes-preserve-unknown-fields"] === true) return [];
  if (Array.isArray(value)) {
    const { items } = schema;
    return items ? value.flatMap((item, index) => unknownKeys(items, item, `${path}[${index}]`)) : [path];
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, entry]) => {
    const { additionalProperties } = schema;
    const inner =
      schema.properties?.[key] ??
      (typeof additionalProperties === "object" ? additionalProperties : undefined);
    return inner ? unknownKeys(inner, entry, `${path}.${key}`) : [`${path}.${key}`];
  });
}
