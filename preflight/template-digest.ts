/**
 * What the stack's OVA and the template in vCenter show of each other. A template that records another OVA is never taken for
 * the stack's, and never removed for it; an OVA that is damaged is never uploaded. Pure.
 */
import { posix } from "node:path";
import type { Problem } from "../config/problem.js";
import type { TemplateSpec } from "../config/stack-spec.js";
import type { OvaNotes } from "./ova-file.js";

/**
 * @param path inventory path of the template
 * @param recorded SHA-256 in its notes
 * @param expected SHA-256 of the stack's OVA
 */
export function madeOfAnother(path: string, recorded: string, expected: string): Problem {
  return {
    path: "tkg-edge:template.name",
    found: `${path}, which was made of another OVA (SHA-256 ${recorded})`,
    expected:
      `a template of the stack's OVA (SHA-256 ${expected}), or a name that is free: with another tkg-edge:template.name the ` +
      "OVA is imported beside it. Remove the old one yourself once no cluster is a linked clone of it; TKG takes either " +
      "while both are there",
  };
}

/** What is at the template's place. */
export interface TemplateSeen {
  /** Whether an import would find it, there or under another name, and upload nothing. */
  readonly exists: boolean;
  /** SHA-256 that it records, if it does. */
  readonly recorded?: string | undefined;
}

export interface OvaJudgement {
  readonly problems: readonly Problem[];
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
}

/** @param ovaSha256 of the stack's OVA */
export function judgeOva(
  template: Pick<TemplateSpec, "folder" | "name">,
  ovaSha256: string,
  ofArchive: OvaNotes,
  { exists, recorded }: TemplateSeen,
): OvaJudgement {
  const path = posix.join(template.folder, template.name);
  if (recorded !== undefined && recorded !== ovaSha256) {
    return { problems: [madeOfAnother(path, recorded, ovaSha256)], warnings: [], notes: [] };
  }
  if (!exists) return { problems: ofArchive.problems, warnings: [], notes: ofArchive.notes };
  const warnings = ofArchive.problems.map(
    ({ path: key, found = "", expected }) =>
      `${key} is ${found}; expected: ${expected}. The template is in vCenter already, and so nothing is uploaded; if it was ` +
      "made of this OVA, nodes cloned from it may be broken: import the whole one under another tkg-edge:template.name",
  );
  return { problems: [], warnings, notes: [] };
}
