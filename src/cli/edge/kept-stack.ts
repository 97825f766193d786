/** A stack file that describes a running cluster already stays as it is, so that a command can be run again. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { ManagementConnection } from "../../config/connection.js";
import { layeredStack } from "../../config/layers.js";
import { namedSources } from "../../config/password-sources.js";
import { readStackFile, stackFileName } from "../../config/stack-file.js";
import { isTree } from "../../config/tree.js";
import { managementAddress } from "./management-address.js";
import type { StackOptions } from "./write-stack.js";

export interface ClusterName {
  readonly namespace: string;
  readonly name: string;
}

export interface KeptStack {
  readonly hasPassword: boolean;
}

/** @returns undefined where there is no such file, it is to be replaced, or it describes another cluster */
export function keptStack(
  { directory, stack, force }: StackOptions,
  { namespace, name }: ClusterName,
  address: ManagementConnection,
): KeptStack | undefined {
  if (force || !existsSync(join(directory, stackFileName(stack)))) return undefined;
  const { raw } = readStackFile(directory, stack);
  const { site, connection } = layeredStack(raw, directory).raw;
  const isIt = isTree(site) && site.name === name && (site.namespace ?? "default") === namespace;
  if (!isIt || !isDeepStrictEqual(managementAddress(raw, directory), address)) return undefined;
  const isStored = raw.secretsSet.has("vcenterPassword");
  return { hasPassword: isStored || namedSources(connection).has("vcenterPassword") };
}
