/** Parses one section of a stack by its schema, and turns what zod reports into problems. */
import type { z } from "zod";
import { displayValue, isSecretName } from "./display-value.js";
import { nearest } from "./nearest.js";
import { ownWords } from "./own-words.js";
import type { Problem } from "./problem.js";
import { stepInto, unwrap } from "./schema-steps.js";
import { sectionsWithConnection } from "./stack-spec.js";
import { isTree } from "./tree.js";

/** A value of which keys may be missing at any depth; lists are whole or missing. */
export type Rough<T> = T extends readonly unknown[] | string | number | boolean | undefined
  ? T
  : { readonly [K in keyof T]?: Rough<T[K]> };

/** A section's values: all of them, or only the valid ones when some are wrong. */
export interface ParsedSection<S extends z.ZodObject> {
  readonly value: Rough<z.output<S>>;
  readonly problems: readonly Problem[];
}

/**
 * @param raw the section in the stack; undefined when it has none
 * @returns undefined for no section
 */
export function parseSection<S extends z.ZodObject>(
  schema: S,
  section: string,
  raw: unknown,
): ParsedSection<S> | undefined {
  if (raw === undefined) return undefined;
  const result = schema.safeParse(raw, { reportInput: true, error: ownWords });
  if (result.success) return { value: result.data as Rough<z.output<S>>, problems: [] };
  const problems = result.error.issues.flatMap((issue) => problemsOf(issue, section, raw, schema));
  return { value: salvage(schema, raw) as Rough<z.output<S>>, problems };
}

/** The keys of a section that are right by themselves, at any depth, so that rules between keys still apply to them. */
function salvage(schema: z.ZodType, raw: unknown): Record<string, unknown> {
  const object = unwrap(schema);
  if (!("shape" in object) || !isTree(raw)) return {};
  const right = Object.entries(object.shape as Record<string, z.ZodType>).flatMap(([key, field]) => {
    const result = field.safeParse(raw[key]);
    const value = result.success ? result.data : salvage(field, raw[key]);
    const isEmpty = !result.success && Object.keys(value as object).length === 0;
    return value === undefined || isEmpty ? [] : [[key, value] as const];
  });
  return Object.fromEntries(right);
}

function problemsOf(issue: z.core.$ZodIssue, section: string, raw: unknown, schema: z.ZodObject): Problem[] {
  const path = configPath(section, issue.path);
  if (issue.code === "unrecognized_keys") {
    const known = keysAt(schema, issue.path);
    return issue.keys.map((key) => {
      const meant = isSecretName(key) ? undefined : nearest(key, known);
      const hint = meant === undefined ? `; there are ${known.join(", ")}` : `; did you mean "${meant}"?`;
      return {
        path: `${path}.${key}`,
        found: "a key that is not known here",
        expected: `one of the documented keys${hint}`,
      };
    });
  }
  if (issue.code === "invalid_key") {
    const expected = issue.issues[0]?.message ?? issue.message;
    return [{ path, found: "this name", expected }];
  }
  const value = valueAt(raw, issue.path);
  const expected = issue.message;
  const steps = issue.path.map(String);
  const name = steps.find(isPasswordSource) ?? steps.findLast((step) => !/^\d+$/.test(step)) ?? "";
  return [{ path, ...(value === undefined ? {} : { found: displayValue(value, name) }), expected }];
}

/** Where a password may stand by mistake, whatever the key below it is. */
const isPasswordSource = (step: string) => step === "passwordFrom";

/** @param section with or without `tkg-edge:` before it */
export function configPath(section: string, path: readonly PropertyKey[]): string {
  const steps = path.map((step) => {
    if (typeof step === "number") return `[${step}]`;
    const name = String(step);
    return /^[A-Za-z0-9_-]+$/.test(name) ? `.${name}` : `["${name}"]`;
  });
  return `tkg-edge:${section.replace(/^tkg-edge:/, "")}${steps.join("")}`;
}

/** The steps of such a path: `site`, `network`, `podCidrs`, `0`; undefined for what is no key of a section. */
export function sectionSteps(path: string): string[] | undefined {
  const [, section = "", rest = ""] = /^tkg-edge:([A-Za-z]+)(.*)$/.exec(path) ?? [];
  if (!sectionsWithConnection.some((known) => known === section)) return undefined;
  return [section, ...stepsBelow(rest)];
}

/** The steps of the part of a path that is below its first key. */
export function stepsBelow(rest: string): string[] {
  const steps = [...rest.matchAll(/\.([A-Za-z0-9_-]+)|\[(\d+)\]|\["([^"]*)"\]/g)];
  return steps.map(([, name, index, quoted]) => name ?? index ?? quoted ?? "");
}

function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, step) => {
    if (Array.isArray(value)) return value[Number(step)] as unknown;
    return isTree(value) ? value[String(step)] : undefined;
  }, raw);
}

/** Keys that the schema knows at a path; wrappers (optional, default, list) are unwrapped. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  const found = path.reduce<z.ZodType | undefined>(stepInto, schema);
  const object = found && unwrap(found);
  return object && "shape" in object ? Object.keys(object.shape as object) : [];
}
