/** What lies below a stack's own keys, once its files are read. */
import type { Origins } from "./flat-file/origins.js";
import type { Problem } from "./problem.js";
import type { Position } from "./reading/yaml-tree.js";
import type { Tree } from "./tree.js";

/** Where a value stands, counted from 1. */
export interface Place extends Position {
  /** As messages name it. */
  readonly file: string;
}

/** A section, and the keys below it: `site`, `network`, `podCidrs`. */
export type SectionSteps = readonly (string | number)[];

/** Sections by name. */
export type LayerValues = Readonly<
  Partial<Record<"connection" | "management" | "template" | "site", unknown>>
>;

/** One place that sets values: a layer itself, or a file that it names. */
export interface LayerSource {
  /** For people: `group north`, `connectionFile of defaults`. */
  readonly name: string;
  readonly values: LayerValues;
  /** Where a value stands; undefined where lines are not known. */
  readonly at?: (steps: SectionSteps) => Place;
  /** Its path, absolute, where it is a connection file. */
  readonly connectionFile?: string;
}

/** Layers that are merged, and what they are merged of. */
export interface ReadLayer {
  readonly values: LayerValues;
  /** Nearest first. */
  readonly sources: readonly LayerSource[];
  readonly problems: readonly Problem[];
  /** A file could not be read, so that keys it would have set are not reported as missing. */
  readonly fatal: boolean;
  /** Which lines of flat files gave which config paths. */
  readonly origins: readonly Origins[];
}

export interface LowerLayers {
  readonly layer: ReadLayer;
  /** Problems of the files that hold the layers. */
  readonly problems: readonly Problem[];
  /** The problem with the place of the value, where one of the layers set it. */
  readonly locate: (problem: Problem) => Problem;
}

/** The nearest source that sets a value. */
export function sourceOf(layer: ReadLayer, steps: SectionSteps): LayerSource | undefined {
  return layer.sources.find(({ values }) => valueAt(values, steps) !== undefined);
}

/** The value at a path through mappings and lists. */
export function valueAt(values: Tree | LayerValues, steps: SectionSteps): unknown {
  return steps.reduce<unknown>(
    (value, step) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, step)
        ? (value as Readonly<Record<string, unknown>>)[step]
        : undefined,
    values,
  );
}

export const emptyLayer: ReadLayer = { values: {}, sources: [], problems: [], fatal: false, origins: [] };
