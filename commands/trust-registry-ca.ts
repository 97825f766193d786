/**
 * Makes the management cluster's TKr controller trust the CA of the registry: adds it to ConfigMap
 * `tkg-system/tkr-controller-config` and restarts the controller, which reads it only at its start. Where it is trusted
 * already nothing is touched.
 *
 * Out: `{"restarted": boolean}`.
 */
import * as z from "zod";
import { controllerAuthorities, trustAuthorities } from "../clients/controller-authorities.js";
import { managementAddress, ManagementCluster, managementInputs } from "../clients/management-cluster.js";
import { progress, runCommand } from "./command.js";

const inputs = z.object({ ...managementInputs, TKG_EDGE_REGISTRY_CA_FILE: z.string().min(1) });

export async function main(): Promise<void> {
  await runCommand(inputs, async (input) => {
    const cluster = new ManagementCluster(managementAddress(input));
    const authorities = await controllerAuthorities(cluster, input.TKG_EDGE_REGISTRY_CA_FILE);
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
