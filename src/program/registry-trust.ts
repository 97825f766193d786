/** Has the management cluster's TKr controller trust the registry that its bundles are pulled from, as the stack configures it. */
import { createHash } from "node:crypto";
import { log, type Resource } from "@pulumi/pulumi";
import { RegistryTrust } from "../../components/registry-trust.js";
import { readCaFile } from "../clients/ca-file.js";
import type { StackSpec } from "../config/stack-spec.js";
import type { Finding } from "../environment/finding.js";
import { trustCommands } from "../environment/judgements/controller-trust.js";

/**
 * Shows the commands that make the controller trust the registry's CA, or runs them, as the stack configures.
 * @param finding whether it does; undefined where the stack adds the CA, or names none, or installs no TKr
 * @returns what the TKr has to wait for
 * @throws UserError when the CA file cannot be read
 */
export async function registryTrust(
  { management, connection }: StackSpec,
  finding: Finding | undefined,
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
  if (finding?.severity === "failure") {
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
