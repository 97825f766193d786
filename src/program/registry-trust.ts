/** Whether the management cluster's TKr controller trusts the registry that its bundles are pulled from. */
import { createHash } from "node:crypto";
import { log, type Resource } from "@pulumi/pulumi";
import { RegistryTrust } from "../../components/registry-trust.js";
import { readCaFile } from "../clients/ca-file.js";
import { controllerAuthorities, trustCommands } from "../clients/controller-authorities.js";
import type { ManagementReader } from "../clients/management-cluster.js";
import type { StackSpec } from "../config/stack-spec.js";

/**
 * @param cluster the stack's management cluster
 * @returns whether the controller lacks a CA of the registry's file, where the stack wants that reported
 * @throws UserError when the CA file cannot be read, or the management cluster does not answer
 */
export async function lacksRegistryCa(
  { management, connection: { registry } }: StackSpec,
  cluster: ManagementReader | undefined,
): Promise<boolean> {
  const caFile = registry?.caFile;
  if (!management || management.trustRegistryCa === "apply" || !cluster || caFile === undefined) return false;
  return (await controllerAuthorities(cluster, caFile)).missing !== "";
}

/**
 * Shows the commands that make the controller trust the registry's CA, or runs them, as the stack configures.
 * @param lacksCa what `lacksRegistryCa` found
 * @returns what the TKr has to wait for
 * @throws UserError when the CA file cannot be read
 */
export async function registryTrust(
  { management, connection }: StackSpec,
  lacksCa: boolean,
): Promise<readonly Resource[]> {
  const { managementCluster, registry } = connection;
  const caFile = registry?.caFile;
  if (!management || !managementCluster || caFile === undefined) return [];
  if (management.trustRegistryCa === "apply") {
    const caDigest = createHash("sha256")
      .update(await readCaFile(caFile))
      .digest("hex");
    return [new RegistryTrust("registry-trust", { managementCluster, caFile, caDigest })];
  }
  if (lacksCa) {
    await log.warn(
      `the management cluster's TKr controller does not trust ${caFile} (tkg-edge:connection.registry.caFile), so it ` +
        "will not pull the TKr's bundle. Run these, which restart it, or set tkg-edge:management.trustRegistryCa to apply:\n" +
        trustCommands(caFile, managementCluster)
          .map((command) => `  ${command}`)
          .join("\n"),
    );
  }
  return [];
}
