/**
 * What the stack's OVA and the template in vCenter show of each other. A template that records another OVA is never taken for
 * the stack's, and never removed for it; an OVA that is damaged is never uploaded. Pure.
 */
import { wrongValue, type Finding } from "../finding.js";
import type { OvaArchive } from "./ova-file.js";

/**
 * @param path inventory path of the template
 * @param recorded SHA-256 in its notes
 * @param expected SHA-256 of the stack's OVA
 */
export function madeOfAnother(path: string, recorded: string, expected: string): Finding {
  return wrongValue(
    "tkg-edge:template.name",
    `${path}, which was made of another OVA (SHA-256 ${recorded})`,
    `a template of the stack's OVA (SHA-256 ${expected}), or a name that is free: with another tkg-edge:template.name the ` +
      "OVA is imported beside it. Remove the old one yourself once no cluster is a linked clone of it; TKG takes either " +
      "while both are there",
  );
}

/** What is at the template's place. */
export interface TemplateSeen {
  /** Whether an import would find it, there or under another name, and upload nothing. */
  readonly exists: boolean;
  /** SHA-256 that it records, if it does. */
  readonly recorded?: string | undefined;
}

/** Of a stack's OVA, and of what is at its template's place. */
export interface OvaJudgement {
  readonly findings: readonly Finding[];
  /** Sentences. */
  readonly notes: readonly string[];
}

/**
 * @param path inventory path at which the stack puts its template
 * @param ovaSha256 of the stack's OVA
 */
export function judgeOva(
  path: string,
  ovaSha256: string,
  { faults, notes }: OvaArchive,
  { exists, recorded }: TemplateSeen,
): OvaJudgement {
  if (recorded !== undefined && recorded !== ovaSha256) {
    return { findings: [madeOfAnother(path, recorded, ovaSha256)], notes: [] };
  }
  if (!exists) return { findings: faults, notes };
  const remedy =
    "The template is in vCenter already, and so nothing is uploaded; if it was made of this OVA, nodes cloned from it may be " +
    "broken: import the whole one under another tkg-edge:template.name";
  return { findings: faults.map((fault) => ({ ...fault, severity: "warning", remedy })), notes: [] };
}
