/**
 * Where the keys of a stack come from. Of what is set twice, the nearer wins, leaf by leaf (a list is one leaf):
 *
 *   1. `tkg-edge:connection`, `tkg-edge:site`      the stack itself
 *   2. `tkg-edge:connectionFile`                   one environment, many stacks; connection only
 *   3. `tkg-edge:flatFile`                         a TKG flat configuration file; connection.vcenter and site
 *   4. `tkg-edge:fleetFile`                        the stack's site in a fleet, its groups and the defaults, each with
 *                                                 1 to 3 of its own
 *   5. the stacks in `site.from`                  outputs of other stacks; site.tkrVersion, and the class of a new site
 *   6. the defaults of the schemas
 *
 * Environment variables are no layer: neither the flat file's own names nor KUBECONFIG nor GOVC_* are ever read.
 */
import { resolve } from "node:path";
import { readConnectionFile } from "./connection-file.js";
import type { Origins } from "./flat-file/origins.js";
import { readFlatFileAt } from "./flat-file/read-file.js";
import { takeFrom, type FromValues } from "./from-stacks.js";
import type { LayerSource, LayerValues, ReadLayer } from "./lower-layers.js";
import { openClasses, type OpenClasses } from "./open-classes.js";
import { withNearestSource } from "./password-sources.js";
import type { Problem } from "./problem.js";
import { sectionsWithConnection, type RawLayer, type RawStack } from "./stack-spec.js";
import { isTree, mergeTrees } from "./tree.js";

export interface LayeredStack {
  readonly raw: RawStack;
  /** The stack over everything below it. */
  readonly layer: ReadLayer;
  /** What other stacks gave. */
  readonly from: FromValues;
  /** Classes that no layer above the other stacks names. */
  readonly openClasses: OpenClasses;
  readonly problems: readonly Problem[];
  /** A file could not be read, so that keys it would have set are not reported as missing. */
  readonly fatal: boolean;
  /** Which lines of flat files gave which config paths. */
  readonly origins: readonly Origins[];
}

export function layeredStack(own: RawStack, projectDirectory: string): LayeredStack {
  const stack = readLayer(own, projectDirectory, { name: "the stack file" });
  const { below } = own;
  const layer = below ? layerOver(stack, below.layer) : stack;
  const { values, problems, fatal, origins } = layer;
  const { values: from, problems: unreadable } = takeFrom(values.site, own.outputsOfStacks);
  const { tkrVersion, className } = from;
  const taken = {
    ...(tkrVersion !== undefined && { tkrVersion }),
    ...(className !== undefined && { className }),
  };
  const raw = {
    ...own,
    ...values,
    site: values.site === undefined ? undefined : over(values.site, taken),
  };
  return {
    ...{ raw, layer, from, fatal, origins },
    openClasses: openClasses(values.site, values.management, from),
    problems: [...(below?.problems ?? []), ...problems, ...unreadable],
  };
}

/** `tkg-edge:site` with what lies below it, but for its files. These name no other stacks. */
export function siteOf({ site, below }: RawStack): unknown {
  return over(site, below?.layer.values.site);
}

/** A layer with its files, which are read here. */
export function readLayer(
  own: RawLayer,
  projectDirectory: string,
  { name, at }: Pick<LayerSource, "name" | "at">,
): ReadLayer {
  const sources: LayerSource[] = [{ name, values: valuesOf(own), ...(at && { at }) }];
  const problems: Problem[] = [];
  const origins: Origins[] = [];
  let fatal = false;
  const { connectionFile, flatFile } = own;
  if (connectionFile !== undefined) {
    const file = readConnectionFile(connectionFile, projectDirectory);
    if ("problems" in file) {
      problems.push(...file.problems);
      fatal = true;
    } else {
      const { value: connection, positionOf } = file;
      sources.push({
        name: `connectionFile of ${name}`,
        values: { connection },
        connectionFile: resolve(projectDirectory, connectionFile),
        at: ([, ...steps]) => ({ file: connectionFile, ...positionOf(steps) }),
      });
    }
  }
  if (flatFile !== undefined) {
    const flat = readFlatFileAt(flatFile, projectDirectory);
    problems.push(...flat.problems);
    fatal ||= flat.unreadable;
    const { connection, site, origins: lines } = flat;
    if (lines) origins.push(lines);
    const line = (steps: readonly unknown[]) => lines?.lineOf(steps.join("."));
    sources.push({
      name: `flatFile of ${name}`,
      values: { connection, site },
      at: (steps) => ({ file: flatFile, line: line(steps) ?? 1, column: 1 }),
    });
  }
  return { values: mergedOver(sources, {}), sources, problems, fatal, origins };
}

/** Two layers as one. */
export function layerOver(upper: ReadLayer, lower: ReadLayer): ReadLayer {
  return {
    values: mergedOver(upper.sources, lower.values),
    sources: [...upper.sources, ...lower.sources],
    problems: [...upper.problems, ...lower.problems],
    fatal: upper.fatal || lower.fatal,
    origins: [...upper.origins, ...lower.origins],
  };
}

function valuesOf(layer: RawLayer): LayerValues {
  return Object.fromEntries(
    sectionsWithConnection.flatMap((key) => (layer[key] === undefined ? [] : [[key, layer[key]]])),
  );
}

/** From the farthest to the nearest: what a list or text in the middle hides stays hidden below a nearer mapping. */
function mergedOver(sources: readonly LayerSource[], lower: LayerValues): LayerValues {
  return sources.reduceRight((below, { values }) => valuesOver(values, below), lower);
}

function valuesOver(upper: LayerValues, lower: LayerValues): LayerValues {
  return Object.fromEntries(
    sectionsWithConnection.flatMap((key) => {
      const value = over(upper[key], lower[key]);
      if (value === undefined) return [];
      const isMerged = key === "connection" && isTree(value) && isTree(upper[key]);
      return [[key, isMerged ? withNearestSource(value, upper[key]) : value]];
    }),
  );
}

function over(upper: unknown, lower: unknown): unknown {
  if (upper === undefined) return lower;
  return isTree(lower) && isTree(upper) ? mergeTrees(lower, upper) : upper;
}
