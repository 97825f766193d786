/** Does the management cluster answer, and why not? */
import type { ManagementAddress, ManagementReader } from "../../clients/management-cluster.js";
import { readUnanswered } from "../facts/unanswered.js";
import { ok, type Finding } from "../finding.js";
import { unanswered } from "../judgements/unanswered.js";

export async function checkManagementReachable(
  address: ManagementAddress,
  cluster: Pick<ManagementReader, "version">,
): Promise<Finding> {
  try {
    return ok(`Kubernetes ${await cluster.version()} answers in context ${address.context}`);
  } catch (error) {
    return explainUnanswered(address, error);
  }
}

/** @param error of a read of it, in kubectl's words */
export function explainUnanswered(address: ManagementAddress, error: unknown): Finding {
  return unanswered(address, readUnanswered(address, error instanceof Error ? error.message : String(error)));
}
