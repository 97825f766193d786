/** From a stack's configuration to one typed StackSpec, or to every problem at once. Pure: nothing is contacted. */
import { connectionSchema } from "./connection.js";
import { crossFieldProblems } from "./cross-field-rules.js";
import { draftStack, type Draft } from "./draft.js";
import { namesItself } from "./from-stacks.js";
import { layeredStack } from "./layers.js";
import { valueAt } from "./lower-layers.js";
import { managementSchema } from "./management.js";
import { missingConnections } from "./missing-connections.js";
import { parseSection } from "./parse-section.js";
import { sourceProblems, sourcesOf, withoutSources } from "./password-sources.js";
import { placeholderProblems } from "./placeholder-problems.js";
import { ConfigurationError, type Problem } from "./problem.js";
import { isNestedTooDeeply, nestingExpectation } from "./reading/nesting.js";
import { siteSchema } from "./site.js";
import { sectionsWithConnection, type Purpose, type RawStack, type StackSpec } from "./stack-spec.js";
import { templateSchema } from "./template.js";

/** A stack with everything that is wrong with it. Without problems the draft is whole, but for the values of `from`. */
export interface CheckedStack {
  readonly draft: Draft;
  readonly problems: readonly Problem[];
}

/**
 * Checks a stack. Where nobody has read the stacks that `site.from` names (no `outputsOfStacks`), what they would give
 * is neither missed nor checked.
 * @param projectDirectory absolute path, against which relative file paths are read
 */
export function checkStack(
  configured: RawStack,
  projectDirectory: string,
  stack: string,
  purpose: Purpose,
): CheckedStack {
  const nested = nestedSections(configured);
  if (nested.length > 0) return { draft: { connection: {}, from: {} }, problems: nested };
  const layered = layeredStack(configured, projectDirectory);
  const { raw, layer, from, openClasses, problems: unreadable, fatal, origins } = layered;
  const problems: Problem[] = [...unreadable, ...namesItself(raw.site, stack)];
  const sections = {
    connection: parseSection(connectionSchema, "connection", raw.connection),
    management: parseSection(managementSchema, "management", raw.management),
    template: parseSection(templateSchema, "template", raw.template),
    site: parseSection(siteSchema, "site", raw.site),
  };
  const unfilled = placeholderProblems(raw);
  problems.push(...unfilled);
  for (const section of Object.values(sections)) {
    // What a placeholder is not is no news.
    const further = (section?.problems ?? []).filter(
      ({ path }) => !unfilled.some((known) => known.path === path),
    );
    problems.push(...further);
  }
  const isUnread = configured.below?.layer.fatal === true;
  if (!isUnread && [raw.management, raw.template, raw.site].every((section) => section === undefined)) {
    problems.push({
      path: `tkg-edge (stack ${stack})`,
      expected: "at least one of the sections tkg-edge:management, tkg-edge:template and tkg-edge:site",
    });
  }
  if (!fatal) problems.push(...missingConnections(raw, sections.connection?.value, purpose));
  problems.push(
    ...sourceProblems(layer, raw.secretsSet, valueAt(layer.values, ["management", "tkr", "bundle"])),
  );
  const { draft: drafted, missing } = draftStack(sections, raw, from, fatal);
  const sources = sourcesOf(drafted.connection, layer);
  // Manifests are made of the configuration alone, so that no class is found later.
  const draft: Draft = {
    ...drafted,
    connection: withoutSources(drafted.connection),
    ...(Object.keys(sources).length > 0 && { passwordSources: sources }),
    ...(purpose === "up" && { openClasses }),
  };
  // What is there and wrong is missing in the draft.
  const isThere = ({ path, found }: Problem) =>
    found === undefined && problems.some((one) => one.path === path);
  const between = crossFieldProblems(draft).filter((problem) => !isThere(problem));
  problems.push(...missing, ...between);
  const isExplained = (problem: Problem) => origins.some((lines) => lines.explains(problem));
  return { draft, problems: problems.filter((problem) => !isExplained(problem)) };
}

/** Sections that cannot be checked: a section may also be a JSON text, which no reader has bounded. */
function nestedSections(configured: RawStack): Problem[] {
  return sectionsWithConnection
    .filter((section) => isNestedTooDeeply(configured[section]))
    .map((section) => ({ path: `tkg-edge:${section}`, expected: nestingExpectation }));
}

/**
 * @param projectDirectory absolute path, against which relative file paths are read
 * @throws ConfigurationError with all problems
 */
export function parseStack(
  configured: RawStack,
  projectDirectory: string,
  stack: string,
  purpose: Purpose = "up",
): StackSpec {
  const { draft, problems } = checkStack(configured, projectDirectory, stack, purpose);
  if (problems.length > 0) {
    const located = problems.map((problem) => configured.below?.locate(problem) ?? problem);
    throw new ConfigurationError(located, `the configuration of stack ${stack}`);
  }
  if (draft.site && draft.site.tkrVersion === undefined) {
    throw new Error("site.from names stacks whose outputs were not read before");
  }
  // Without a problem nothing was salvaged or missing: every part of the draft is whole.
  return draft as StackSpec;
}
