/** `tkg-edge explain`: what the cluster of a stack waits for or hangs on. Read-only; works while `pulumi` runs. */
import { resolve } from "node:path";
import { foreignConnections, refuseLoginProgram } from "../../clients/foreign-connections.js";
import { checkStack } from "../../config/parse-stack.js";
import { ConfigurationError, UserError } from "../../config/problem.js";
import { readStackFile } from "../../config/stack-file.js";
import type { StackSpec } from "../../config/stack-spec.js";
import { clusterObjects } from "../../environment/facts/cluster-objects.js";
import { Facts } from "../../environment/facts/facts.js";
import { clusterReport } from "../../explain/report.js";
import type { Terminal } from "./terminal.js";

/**
 * @param directory absolute path of the project
 * @throws UserError when the stack cannot be read, has no site, or its management cluster does not answer
 */
export async function explain(stack: string, directory: string, terminal: Terminal): Promise<void> {
  const { raw, problems } = readStackFile(directory, stack);
  // What another stack would give is not needed here.
  const checked = checkStack(raw, directory, stack, "up");
  const all = [...problems, ...checked.problems, ...foreignConnections(raw, directory)];
  if (all.length > 0) throw new ConfigurationError(all, `the configuration of stack ${stack}`);
  // Whole where nothing is wrong, but for what other stacks would give.
  const { site, connection } = checked.draft as StackSpec;
  const { managementCluster, vcenter } = connection;
  if (!site || !managementCluster) {
    throw new UserError(`stack ${stack} has no tkg-edge:site: there is no cluster of its own to explain`);
  }
  refuseLoginProgram(managementCluster, raw, directory);
  const { kubeconfig, context } = managementCluster;
  const management = new Facts().managementCluster({ kubeconfig: resolve(directory, kubeconfig), context });
  const trust = vcenter && {
    ...vcenter,
    caFile: vcenter.caFile === undefined ? undefined : resolve(directory, vcenter.caFile),
  };
  const found = await clusterObjects(management, site.namespace, site.name, trust);
  terminal.out(`${clusterReport(found).join("\n")}\n`);
}
