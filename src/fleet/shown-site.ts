/** What a site is configured with once its layers are merged, and where each value is set. Secrets are masked. */
import { maskedText } from "../config/display-value.js";
import { sourceOf, valueAt, type Place, type ReadLayer } from "../config/lower-layers.js";
import { configPath } from "../config/parse-section.js";
import { isEnvironmentName } from "../config/password-source-field.js";
import { isTree } from "../config/tree.js";

export interface ShownValue {
  /** Config path, such as `tkg-edge:site.machine.numCPUs`. */
  readonly path: string;
  readonly value: unknown;
  /** Name of the layer, such as `group north`. */
  readonly layer: string;
  readonly place: Place | undefined;
}

/** The sections of a site with secrets masked. */
export function shownSections({ values }: ReadLayer): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(values).map(
      ([section, value]) => [`tkg-edge:${section}`, masked(value, section)] as const,
    ),
  );
}

/** Every value of a site; a list is one value. */
export function shownValues(layer: ReadLayer): ShownValue[] {
  return leavesOf(layer.values, []).map((steps) => {
    const source = sourceOf(layer, steps);
    const [section = "", ...below] = steps;
    return {
      path: configPath(section, below),
      value: masked(valueAt(layer.values, steps), steps.at(-1) ?? "", steps.at(-2)),
      layer: source?.name ?? "",
      place: source?.at?.(steps),
    };
  });
}

function leavesOf(value: unknown, steps: readonly string[]): (readonly string[])[] {
  if (!isTree(value) || (steps.length > 0 && Object.keys(value).length === 0)) return [steps];
  return Object.entries(value).flatMap(([key, item]) => leavesOf(item, [...steps, key]));
}

/** @param name of the key; @param above that of the mapping which has it */
function masked(value: unknown, name: string, above?: string): unknown {
  if (above === "passwordFrom") return maskedSource(value, name);
  if (typeof value === "string") return maskedText(value, name);
  if (Array.isArray(value)) return value.map((item: unknown) => masked(item, name));
  if (!isTree(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, masked(item, key, name)]));
}

/** The source of a password: of a command the arguments may hold a token, and what is no name may be the password itself. */
function maskedSource(value: unknown, name: string): unknown {
  const isShown =
    (name === "environment" && typeof value === "string" && isEnvironmentName(value)) || name === "file";
  if (isShown) return value;
  const [program, ...rest] = Array.isArray(value) ? (value as unknown[]) : [];
  if (name !== "command" || typeof program !== "string") return hidden;
  return [program, ...rest.map(() => hidden)];
}

const hidden = maskedText("", "password");
