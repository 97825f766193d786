/**
 * Makes the management cluster's TKr controller trust the CA of the registry: adds it to ConfigMap
 * `tkg-system/tkr-controller-config` and restarts the controller, which reads it only at its start. Where it is trusted
 * already nothing is touched.
 *
 * Out: `{"restarted": boolean}`.
 */
import { controllerAuthorities, trustAuthorities } from "../clients/controller-authorities.js";
import { ManagementCluster } from "../clients/management-cluster.js";
import { trustRegistryCa } from "../contracts/trust-registry-ca.js";
import { progress, runCommand } from "./command.js";

export async function main(): Promise<void> {
  await runCommand(trustRegistryCa, async (input) => {
    const cluster = new ManagementCluster(input.management);
    const authorities = await controllerAuthorities(cluster, input.registry.caFile);
    if (authorities.missing === "") {
      progress("the TKr controller trusts the registry's CA already");
      return { restarted: false };
    }
    progress(
      "adding the registry's CA to tkg-system/tkr-controller-config and restarting the TKr controller",
    );
    await trustAuthorities(cluster, authorities);
    return { restarted: true };
  });
}
