/** The keys of a site: what each is without being set, and what a change of it does. */
import type { z } from "zod";
import { inputEffects, type InputEffect } from "./change-effects.js";
import { isTree } from "./connection-file.js";
import { stepInto } from "./schema-steps.js";
import { siteSchema } from "./site.js";

/** The keys of one release. */
export interface SiteKeys {
  readonly schema: z.ZodType;
  readonly effects: readonly InputEffect[];
}

/** Those of this release. */
export const siteKeys: SiteKeys = { schema: siteSchema, effects: inputEffects };

/** Defaults that were read before, by key: to parse a part of a site takes most of a millisecond. */
const readBefore = new WeakMap<SiteKeys, Map<string, unknown>>();

/**
 * @param key dotted, of `tkg-edge:site`
 * @returns the default of the key, or of the outermost part of the site that has one; undefined for a key without
 */
export function defaultOf(key: string, keys: SiteKeys): unknown {
  const known = readBefore.get(keys) ?? new Map<string, unknown>();
  readBefore.set(keys, known);
  if (!known.has(key)) known.set(key, readDefault(key, keys.schema));
  return known.get(key);
}

function readDefault(key: string, schema: z.ZodType): unknown {
  const steps = key.split(".");
  let at: z.ZodType | undefined = schema;
  for (let depth = 0; at !== undefined; depth += 1) {
    const unset = at.safeParse(undefined);
    const value = unset.success ? valueAt(unset.data, steps.slice(depth)) : undefined;
    if (value !== undefined) return value;
    const step = steps[depth];
    at = step === undefined ? undefined : stepInto(at, step);
  }
  return undefined;
}

/** The value at a path of keys, or undefined where one of them is missing. */
export function valueAt(tree: unknown, steps: readonly string[]): unknown {
  return steps.reduce<unknown>((value, step) => (isTree(value) ? value[step] : undefined), tree);
}
