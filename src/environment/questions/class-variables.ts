/** Are the variables of a Cluster what the live ClusterClass defines? */
import type { Cluster } from "../../manifests/cluster.js";
import { extraNames } from "../../manifests/variable-keys.js";
import type { ManagementFacts } from "../facts/management-facts.js";
import { skipped, type Finding } from "../finding.js";
import { classVariables, undefinedNames, unread } from "../judgements/class-variables.js";

/**
 * @param cluster as it is to be written
 * @param isRunning whether a Cluster of that name runs already and is kept
 * @throws UserError when the management cluster does not answer
 */
export async function checkClassVariables(
  management: ManagementFacts,
  cluster: Cluster,
  isRunning: boolean,
): Promise<readonly Finding[]> {
  const { topology } = cluster.spec;
  const { namespace } = cluster.metadata;
  const className = `ClusterClass ${namespace}/${topology.class}`;
  const { variables } = topology;
  const found = await management.clusterClass(topology.class, namespace);
  if (!found) return [skipped(unread(className, "there is none"))];
  const isLacking = found.variables !== undefined && undefinedNames(variables, found.variables).length > 0;
  const others = isLacking ? await management.clusterClasses(namespace) : [];
  return classVariables(
    { className, variables, isRunning, extra: extraNames(cluster) },
    found.variables,
    others,
  );
}
