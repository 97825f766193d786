/** What a site is configured with once its layers are merged, and where each value is set. Secrets are masked. */
import { maskedText } from "../config/display-value.js";
import { sourceOf, valueAt, type Place, type ReadLayer } from "../config/lower-layers.js";
import { configPath } from "../config/parse-section.js";
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
      value: masked(valueAt(layer.values, steps), steps.at(-1) ?? ""),
      layer: source?.name ?? "",
      place: source?.at?.(steps),
    };
  });
}

function leavesOf(value: unknown, steps: readonly string[]): (readonly string[])[] {
  if (!isTree(value) || (steps.length > 0 && Object.keys(value).length === 0)) return [steps];
  return Object.entries(value).flatMap(([key, item]) => leavesOf(item, [...steps, key]));
}

function masked(value: unknown, name: string): unknown {
  if (typeof value === "string") return maskedText(value, name);
  if (Array.isArray(value)) return value.map((item: unknown) => masked(item, name));
  if (!isTree(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, masked(item, key)]));
}
