/** The management cluster that a stack names, before the stack is complete. */
import { isAbsolute, join } from "node:path";
import type { ManagementConnection } from "../../config/connection.js";
import { layeredStack } from "../../config/layers.js";
import type { RawStack } from "../../config/stack-spec.js";
import { isTree } from "../../config/tree.js";

/** @returns undefined where the stack and its files name none */
export function managementAddress(raw: RawStack, directory: string): ManagementConnection | undefined {
  const { connection } = layeredStack(raw, directory).raw;
  const address = isTree(connection) ? connection.managementCluster : undefined;
  if (!isTree(address) || typeof address.kubeconfig !== "string" || typeof address.context !== "string")
    return undefined;
  const { kubeconfig, context } = address;
  return { kubeconfig: isAbsolute(kubeconfig) ? kubeconfig : join(directory, kubeconfig), context };
}
