/** Has the login of a stack every right that it needs on the management cluster? */
import { isMissingRight } from "../../clients/missing-right.js";
import type { StackSpec } from "../../config/stack-spec.js";
import { accessesOf } from "../../permissions/access.js";
import type { Purpose } from "../../permissions/right.js";
import { rightsOfStack } from "../../permissions/rights.js";
import type { ManagementFacts } from "../facts/management-facts.js";
import { skipped, type Finding } from "../finding.js";
import { rightsFindings } from "../judgements/rights.js";

/** @throws UserError when the management cluster does not answer */
export async function checkRights(
  management: Pick<ManagementFacts, "refusedAccess">,
  spec: StackSpec,
): Promise<readonly Finding[]> {
  const namespace = spec.site?.namespace ?? "default";
  const needed = accessesOf(rightsOfStack(spec), namespace);
  const purposes: readonly Purpose[] = [
    ...(spec.management ? (["management"] as const) : []),
    ...(spec.site ? (["site"] as const) : []),
  ];
  try {
    return rightsFindings(needed, await management.refusedAccess(needed), purposes, namespace);
  } catch (error) {
    if (!(error instanceof Error) || !isMissingRight(error.message)) throw error;
    return [skipped("the management cluster does not report the rights of this login")];
  }
}
