/** The providers of a stack, each with the connection that the stack names and nothing ambient. */
import { Provider as KubernetesProvider } from "@pulumi/kubernetes/provider.js";
import type { Output } from "@pulumi/pulumi";
import { Provider as VsphereProvider } from "@pulumi/vsphere";
import type { ManagementConnection, VcenterConnection } from "../config/connection.js";
import { keepRemovingKubeconfigCopies } from "./plugin-leftovers.js";
import type { SessionPaths } from "./plugin-session.js";

/** Each is made when it is first asked for: a plugin that nothing needs is not started. */
export class ManagementProviders {
  #kubernetes: KubernetesProvider | undefined;
  #packages: KubernetesProvider | undefined;

  constructor(private readonly connection: ManagementConnection) {
    keepRemovingKubeconfigCopies(connection.kubeconfig);
  }

  get kubernetes(): KubernetesProvider {
    return (this.#kubernetes ??= new KubernetesProvider("management-cluster", {
      ...this.#address,
      enableServerSideApply: true,
      // A rotated password is an update of the Secret in place. Without this it would replace the Secret, and with it
      // destroy the cluster.
      enableSecretMutable: true,
      enableConfigMapMutable: true,
    }));
  }

  /** For carvel Packages alone, whose API is at odds with server-side apply. */
  get packages(): KubernetesProvider {
    return (this.#packages ??= new KubernetesProvider("management-cluster-packages", {
      ...this.#address,
      enableServerSideApply: false,
    }));
  }

  get #address() {
    const { kubeconfig, context } = this.connection;
    return { kubeconfig, context };
  }
}

/**
 * @param verifies whether the plugin can verify vCenter's certificate by itself
 * @param session where the plugin writes its sessions down; undefined where it does not
 */
export function vsphereProvider(
  vcenter: VcenterConnection,
  password: Output<string>,
  verifies: boolean,
  session: SessionPaths | undefined,
): VsphereProvider {
  return new VsphereProvider("vcenter", {
    vsphereServer: vcenter.server,
    user: vcenter.username,
    password,
    allowUnverifiedSsl: !verifies,
    ...session,
  });
}
