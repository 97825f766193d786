/** Has the login of a stack every right that it needs on the management cluster? */
import { UserError } from "../../config/problem.js";
import type { StackSpec } from "../../config/stack-spec.js";
import { accessesOf } from "../../permissions/access.js";
import type { Purpose } from "../../permissions/right.js";
import { rightsOfStack } from "../../permissions/rights.js";
import type { ManagementFacts } from "../facts/management-facts.js";
import { skipped, type Finding } from "../finding.js";
import { rightsFindings } from "../judgements/rights.js";

/** Skipped where the API server does not answer such questions: what a run is refused for shows then. */
export async function checkRights(
  management: Pick<ManagementFacts, "refusedAccess">,
  spec: StackSpec,
): Promise<readonly Finding[]> {
  const namespace = spec.site?.namespace ?? "default";
  const rights = rightsOfStack(spec);
  const purposes: readonly Purpose[] = [
    ...(spec.management ? (["management"] as const) : []),
    ...(spec.site ? (["site"] as const) : []),
  ];
  try {
    const refused = await management.refusedAccess(accessesOf(rights, namespace));
    return rightsFindings(rights, refused, purposes, namespace);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    // kubectl may repeat its words for each question.
    const [words = ""] = error.message.split("\n");
    return [skipped(`the management cluster does not report the rights of this login: ${words}`)];
  }
}
