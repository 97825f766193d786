/** The providers of a stack, each with the connection that the stack names and nothing ambient. */
import { Provider as KubernetesProvider } from "@pulumi/kubernetes/provider.js";
import type { Output } from "@pulumi/pulumi";
import { Provider as VsphereProvider } from "@pulumi/vsphere";
import type { ManagementConnection, VcenterConnection } from "../config/connection.js";
import { keepRemovingKubeconfigCopies } from "./plugin-leftovers.js";

export interface ManagementProviders {
  readonly kubernetes: KubernetesProvider;
  /** For carvel Packages alone, whose API is at odds with server-side apply. */
  readonly packages: KubernetesProvider;
}

export function managementProviders({ kubeconfig, context }: ManagementConnection): ManagementProviders {
  keepRemovingKubeconfigCopies(kubeconfig);
  return {
    kubernetes: new KubernetesProvider("management-cluster", {
      kubeconfig,
      context,
      enableServerSideApply: true,
      // A rotated password is an update of the Secret in place. Without this it would replace the Secret, and with it
      // destroy the cluster.
      enableSecretMutable: true,
      enableConfigMapMutable: true,
    }),
    packages: new KubernetesProvider("management-cluster-packages", {
      kubeconfig,
      context,
      enableServerSideApply: false,
    }),
  };
}

/** @param verifies whether the plugin can verify vCenter's certificate by itself */
export function vsphereProvider(
  vcenter: VcenterConnection,
  password: Output<string>,
  verifies: boolean,
): VsphereProvider {
  return new VsphereProvider("vcenter", {
    vsphereServer: vcenter.server,
    user: vcenter.username,
    password,
    allowUnverifiedSsl: !verifies,
  });
}
