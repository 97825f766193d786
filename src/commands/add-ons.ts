/** Whether the core packages of a cluster are reconciled, as reported by its ClusterBootstrap. */
import type { LiveObject } from "../clients/live-object.js";
import { readBootstrap } from "../environment/facts/cluster-bootstrap.js";
import { packageConditions, packagesStillMissing } from "../environment/judgements/packages-progress.js";
import type { WaitState } from "./wait.js";

/** @returns the condition types that are True, once there is one for every package of the bootstrap */
export function bootstrapState(
  bootstrap: LiveObject | undefined,
  name: string,
): WaitState<readonly string[]> {
  const facts = bootstrap && readBootstrap(bootstrap);
  const waitingFor = packagesStillMissing(facts, name);
  return waitingFor === undefined ? { done: facts ? packageConditions(facts) : [] } : { waitingFor };
}
