/**
 * Makes the management cluster's TKr controller trust the CA of the registry: adds it to ConfigMap
 * `tkg-system/tkr-controller-config` and restarts the controller, which reads it only at its start. Where it is trusted
 * already nothing is touched.
 *
 * Out: `{"restarted": boolean}`.
 */
import { ManagementCluster } from "../clients/management-cluster.js";
import { trustRegistryCa } from "../contracts/trust-registry-ca.js";
import {
  authoritiesConfigMap,
  authoritiesKey,
  controllerAuthorities,
  controllerDeployment,
  type ControllerAuthorities,
} from "../environment/facts/controller-authorities.js";
import { systemNamespace } from "../manifests/kubernetes-object.js";
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

/** Adds CAs and restarts the controller, which does not read them otherwise. Waits until it runs again. */
async function trustAuthorities(
  cluster: ManagementCluster,
  { trusted, missing }: ControllerAuthorities,
): Promise<void> {
  const both = trusted === "" ? missing : `${trusted.trimEnd()}\n${missing}`;
  await cluster.patch("configmap", authoritiesConfigMap, systemNamespace, {
    data: { [authoritiesKey]: both },
  });
  await cluster.restart(controllerDeployment, systemNamespace);
}
