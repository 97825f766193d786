/** The management cluster that a stack names, before the stack is complete. */
import { isAbsolute, join } from "node:path";
import type { ManagementConnection } from "../../config/connection.js";
import { layeredStack } from "../../config/layers.js";
import { ConfigurationError, type Problem } from "../../config/problem.js";
import type { RawStack } from "../../config/stack-spec.js";
import { isTree } from "../../config/tree.js";

/** The options of commands that name a management cluster. */
export interface ConnectionOptions {
  /** Absolute path of the project. */
  readonly directory: string;
  readonly connectionFile?: string | undefined;
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
}

/** @returns undefined where the stack and its files name none */
export function managementAddress(raw: RawStack, directory: string): ManagementConnection | undefined {
  const { connection } = layeredStack(raw, directory).raw;
  const address = isTree(connection) ? connection.managementCluster : undefined;
  if (!isTree(address) || typeof address.kubeconfig !== "string" || typeof address.context !== "string")
    return undefined;
  const { kubeconfig, context } = address;
  return { kubeconfig: isAbsolute(kubeconfig) ? kubeconfig : join(directory, kubeconfig), context };
}

/** @throws ConfigurationError where the options, and the file that they name, name none */
export function givenAddress({
  directory,
  connectionFile,
  kubeconfig,
  context,
}: ConnectionOptions): ManagementConnection {
  const managementCluster = {
    ...(kubeconfig !== undefined && { kubeconfig }),
    ...(context !== undefined && { context }),
  };
  const raw: RawStack = { connection: { managementCluster }, connectionFile, secretsSet: new Set() };
  const address = managementAddress(raw, directory);
  if (address) return address;
  const { problems } = layeredStack(raw, directory);
  throw new ConfigurationError(problems.length > 0 ? problems : [unnamedCluster], "the options");
}

/** Files of TKG name no management cluster. */
export const unnamedCluster: Problem = {
  path: "--kubeconfig and --context, or --connection-file",
  expected: "the management cluster, which TKG's own files do not name; nothing is taken from KUBECONFIG",
};
