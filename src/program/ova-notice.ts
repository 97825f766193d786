/** Reports what is wrong or unusual about the stack's OVA, before anything is uploaded. */
import { log } from "@pulumi/pulumi";
import { ConfigurationError } from "../config/problem.js";
import type { SiteSpec, TemplateSpec } from "../config/stack-spec.js";
import type { OvaFacts } from "../environment/facts/ova.js";
import { problemOf, sentenceOf, type Finding } from "../environment/finding.js";
import type { OvaJudgement } from "../environment/judgements/template-digest.js";
import { checkOva } from "../environment/questions/ova.js";

/**
 * @returns SHA-256 of the stack's OVA: of the file, or where the file is not on this machine, as the stack configures it
 * @throws ConfigurationError when neither is known or they differ, or the stack's site cannot be cloned from it
 */
export async function checkedOvaDigest(
  ova: OvaFacts,
  template: TemplateSpec,
  site: SiteSpec | undefined,
): Promise<string> {
  const { sha256 = "", findings } = await checkOva(ova, template, site);
  if (findings.length > 0) throw new ConfigurationError(findings.map((finding) => problemOf(finding)));
  return sha256;
}

/** @throws ConfigurationError where the OVA, or what is at the template's place, is not the one expected */
export async function announceOva({ findings, notes }: OvaJudgement): Promise<void> {
  const failures = findings.filter(({ severity }) => severity === "failure");
  if (failures.length > 0) {
    throw new ConfigurationError(
      failures.map((finding) => problemOf(finding)),
      "the stack's OVA and template",
    );
  }
  for (const finding of findings) await log.warn(warningOf(finding));
  for (const note of notes) await log.info(note);
}

/** Exported for its test. */
export function warningOf(finding: Finding): string {
  const { expected = "", remedy = "" } = finding;
  return `${sentenceOf(finding)}; expected: ${expected}. ${remedy}`;
}
