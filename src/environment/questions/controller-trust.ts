/** Does the management cluster's TKr controller trust the registry's CA? */
import type { ManagementReader } from "../../clients/management-cluster.js";
import type { StackSpec } from "../../config/stack-spec.js";
import { controllerAuthorities } from "../facts/controller-authorities.js";
import type { Finding } from "../finding.js";
import { controllerTrust } from "../judgements/controller-trust.js";

/**
 * @returns undefined for a stack that installs no TKr, or names no CA: that of the system must do, there as here
 * @throws UserError when the CA file cannot be read, or the management cluster does not answer
 */
export async function checkControllerTrust(
  cluster: Pick<ManagementReader, "get"> | undefined,
  { management, connection: { managementCluster, registry } }: StackSpec,
): Promise<Finding | undefined> {
  const caFile = registry?.caFile;
  if (!management || !managementCluster || !cluster || caFile === undefined) return undefined;
  const { trustRegistryCa } = management;
  const authorities = await controllerAuthorities(cluster, caFile);
  return controllerTrust({ caFile, managementCluster, trustRegistryCa }, authorities);
}
