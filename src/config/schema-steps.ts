/** How the schema of a section is walked: by key, through everything that wraps an object. */
import type { z } from "zod";

/** The schema below optional, default and the like. */
export function unwrap(schema: z.ZodType): z.ZodType {
  const definition = schema.def as { innerType?: z.ZodType };
  return definition.innerType === undefined ? schema : unwrap(definition.innerType);
}

/** The schema of a key or of a list's entry; undefined where there is none. */
export function stepInto(schema: z.ZodType | undefined, step: PropertyKey): z.ZodType | undefined {
  const inner = schema && unwrap(schema);
  if (inner === undefined) return undefined;
  if ("shape" in inner) {
    const { shape } = inner as { readonly shape: Readonly<Record<string, z.ZodType>> };
    // Every object inherits names, such as `constructor`, that are no keys.
    return Object.hasOwn(shape, step) ? shape[String(step)] : undefined;
  }
  return "element" in inner ? (inner.element as z.ZodType) : undefined;
}
