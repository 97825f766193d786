/**
 * Values of the defaults and of groups, each by itself: sites show a wrong value only where they use it. A group is a part, so
 * nothing is missing in it, and rules between keys are left to the sites.
 */
import type * as z from "zod";
import type { FleetLayer } from "../config/fleet/fleet-entry.js";
import { valueAt, type LayerSource } from "../config/lower-layers.js";
import { parseSection, sectionSteps } from "../config/parse-section.js";
import { placeholderProblems } from "../config/placeholder-problems.js";
import { stepInto, unwrap } from "../config/schema-steps.js";
import { sectionSchemas } from "../config/section-schemas.js";
import { sectionsWithConnection, type RawStack } from "../config/stack-spec.js";
import { isTree } from "../config/tree.js";
import type { FleetFinding } from "./finding.js";

export function layerFindings({ layer }: FleetLayer): FleetFinding[] {
  const [own] = layer.sources;
  if (!own) return [];
  const raw: RawStack = { ...own.values, secretsSet: new Set() };
  const unfilled = placeholderProblems(raw);
  const known = new Set(unfilled.map(({ path }) => path));
  const wrong = sectionsWithConnection
    .flatMap((section) => parseSection(sectionSchemas[section], section, raw[section])?.problems ?? [])
    .filter(({ path }) => !known.has(path) && !isPart(own.values, sectionSteps(path) ?? []));
  return [...unfilled, ...wrong].map((problem) => ({
    ...problem,
    ...{ severity: "error", rule: "stack", sites: [] },
    place: own.at?.(sectionSteps(problem.path) ?? []),
  }));
}

/** Whether a problem is that something is missing, which another layer may have: a key, or a part of a mapping. */
function isPart(values: LayerSource["values"], steps: readonly string[]): boolean {
  const value = valueAt(values, steps);
  const [section = "", ...below] = steps;
  if (value === undefined) return true;
  const schema = Object.entries(sectionSchemas).find(([name]) => name === section)?.[1];
  const known = below.reduce<z.ZodType | undefined>(stepInto, schema);
  return isTree(value) && known !== undefined && "shape" in unwrap(known);
}
