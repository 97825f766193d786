/** Reports what is wrong or unusual about the stack's OVA, before anything is uploaded. */
import { log } from "@pulumi/pulumi";
import { ConfigurationError } from "../config/problem.js";
import type { OvaJudgement } from "../preflight/template-digest.js";

/** @throws ConfigurationError where the OVA, or what is at the template's place, is not the one expected */
export async function announceOva({ problems, warnings, notes }: OvaJudgement): Promise<void> {
  if (problems.length > 0) throw new ConfigurationError(problems, "the stack's OVA and template");
  for (const warning of warnings) await log.warn(warning);
  for (const note of notes) await log.info(note);
}
