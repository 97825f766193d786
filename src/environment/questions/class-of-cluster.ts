/** Which variables does the class of an existing Cluster define? Their defaults are no configuration of the Cluster. */
import type { LiveObject } from "../../clients/live-object.js";
import type { VariableDefinition } from "../facts/cluster-class.js";
import { classNameOf } from "../facts/cluster.js";
import type { ManagementFacts } from "../facts/management-facts.js";

/** Definitions of a class, or why there are none. */
export type ClassOfCluster =
  { readonly variables: readonly VariableDefinition[] } | { readonly unread: string };

/** A class that the user may not read, or that does not show its variables, is no reason to stop. */
export async function classOfCluster(
  management: Pick<ManagementFacts, "clusterClass">,
  cluster: LiveObject,
): Promise<ClassOfCluster> {
  const { namespace = "default" } = cluster.metadata;
  const name = classNameOf(cluster);
  if (name === undefined) return { unread: "the Cluster names no ClusterClass" };
  const className = `ClusterClass ${namespace}/${name}`;
  try {
    const found = await management.clusterClass(name, namespace);
    if (!found) return { unread: `there is no ${className}` };
    return found.variables
      ? { variables: found.variables }
      : { unread: `${className} shows no definition of its variables` };
  } catch (error) {
    return { unread: `${className}: ${error instanceof Error ? error.message : String(error)}` };
  }
}
