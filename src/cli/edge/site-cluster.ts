/** The Cluster of a stack: its name, and the management cluster that has it. */
import { resolve } from "node:path";
import { foreignConnections, refuseLoginProgram } from "../../clients/foreign-connections.js";
import { checkStack } from "../../config/parse-stack.js";
import { ConfigurationError, UserError } from "../../config/problem.js";
import { readStackFile } from "../../config/stack-file.js";
import type { SiteSpec, StackSpec } from "../../config/stack-spec.js";
import { Facts } from "../../environment/facts/facts.js";
import type { ManagementFacts } from "../../environment/facts/management-facts.js";

export interface SiteCluster {
  readonly site: SiteSpec;
  readonly connection: StackSpec["connection"];
  /** Context in the kubeconfig of the management cluster. */
  readonly context: string;
  readonly management: ManagementFacts;
}

/**
 * Nothing is read of other stacks: what they would give makes no difference to the name.
 * @param directory absolute path of the project
 * @param purpose what the cluster is wanted for, as in "there is no cluster of its own to explain"
 * @param facts of this run
 * @throws UserError when the stack cannot be read or has no site, or its connection is not one that may be used
 */
export function siteCluster(
  stack: string,
  directory: string,
  purpose: string,
  facts: Facts = new Facts(),
): SiteCluster {
  const { raw, problems } = readStackFile(directory, stack);
  const checked = checkStack(raw, directory, stack, "up");
  const all = [...problems, ...checked.problems, ...foreignConnections(raw, directory)];
  if (all.length > 0) throw new ConfigurationError(all, `the configuration of stack ${stack}`);
  // Whole where nothing is wrong, but for what other stacks would give.
  const { site, connection } = checked.draft as StackSpec;
  const { managementCluster } = connection;
  if (!site || !managementCluster) {
    throw new UserError(`stack ${stack} has no tkg-edge:site: there is no cluster of its own to ${purpose}`);
  }
  refuseLoginProgram(managementCluster, raw, directory);
  const { kubeconfig, context } = managementCluster;
  const management = facts.managementCluster({ kubeconfig: resolve(directory, kubeconfig), context });
  return { site, connection, context, management };
}
