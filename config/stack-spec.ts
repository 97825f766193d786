/** From what a stack says to one typed StackSpec, or to every problem at once. Pure: nothing is contacted. */
import type { Connection } from "./connection.js";
import { connectionSchema } from "./connection.js";
import { crossFieldProblems } from "./cross-field-rules.js";
import { draftStack } from "./draft.js";
import { layeredStack } from "./layers.js";
import { managementSchema, type Management } from "./management.js";
import { missingConnections } from "./missing-connections.js";
import { parseSection } from "./parse-section.js";
import { ConfigurationError, type Problem } from "./problem.js";
import { siteSchema, type Site } from "./site.js";
import { templateSchema, type Template } from "./template.js";

/** The configuration of a stack as Pulumi hands it over: unchecked. */
export interface RawStack {
  readonly connection?: unknown;
  readonly connectionFile?: string | undefined;
  /** TKG flat configuration file, whose keys lie below those of the stack. */
  readonly flatFile?: string | undefined;
  readonly management?: unknown;
  readonly template?: unknown;
  readonly site?: unknown;
  /** Which of the secret top-level keys are set. Their values are never needed here. */
  readonly secretsSet: ReadonlySet<string>;
}

/** `tkg-edge:management` with every default filled in. */
export interface ManagementSpec extends Management {
  /** Bundle repository without tag. */
  readonly bundle: string;
}

/** `tkg-edge:template` with every default filled in. */
export interface TemplateSpec extends Template {
  readonly tkrVersion: string;
  readonly name: string;
}

/** `tkg-edge:site` with every default filled in. */
export interface SiteSpec extends Site {
  readonly tkrVersion: string;
  readonly controlPlaneEndpoint: string;
  readonly imageRepository: string;
}

/** What one stack makes. At least one of the three sections is there. */
export interface StackSpec {
  readonly connection: Connection;
  readonly management?: ManagementSpec;
  readonly template?: TemplateSpec;
  readonly site?: SiteSpec;
}

/**
 * What a stack is read for: `up` needs the way to everything; `manifests` only what stands in them, so that a stack
 * can be rendered where neither the management cluster nor a password is at hand.
 */
export type Purpose = "up" | "manifests";

/**
 * @param projectDirectory absolute path, against which relative file paths are read
 * @throws ConfigurationError with all problems
 */
export function parseStack(
  said: RawStack,
  projectDirectory: string,
  stack: string,
  purpose: Purpose = "up",
): StackSpec {
  const { raw, problems: unreadable, fatal } = layeredStack(said, projectDirectory);
  const problems: Problem[] = [...unreadable];
  const sections = {
    connection: parseSection(connectionSchema, "connection", raw.connection),
    management: parseSection(managementSchema, "management", raw.management),
    template: parseSection(templateSchema, "template", raw.template),
    site: parseSection(siteSchema, "site", raw.site),
  };
  for (const section of Object.values(sections)) problems.push(...(section?.problems ?? []));
  if ([raw.management, raw.template, raw.site].every((section) => section === undefined)) {
    problems.push({
      path: `tkg-edge (stack ${stack})`,
      expected: "at least one of the sections tkg-edge:management, tkg-edge:template and tkg-edge:site",
    });
  }
  if (!fatal) problems.push(...missingConnections(raw, sections.connection?.value, purpose));
  const { draft, missing } = draftStack(sections, raw, fatal);
  problems.push(...missing, ...crossFieldProblems(draft));
  if (problems.length > 0) throw new ConfigurationError(problems, `the configuration of stack ${stack}`);
  // Without a problem nothing was salvaged or missing: every part of the draft is whole.
  return draft as StackSpec;
}
