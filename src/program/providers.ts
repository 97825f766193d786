/** The providers of a stack, each with the connection that the stack names and nothing ambient. */
import { Provider as KubernetesProvider } from "@pulumi/kubernetes/provider.js";
import { secret, type Input, type Output } from "@pulumi/pulumi";
import { Provider as VsphereProvider } from "@pulumi/vsphere";
import { portableKubeconfig } from "../clients/kubeconfig.js";
import type { ManagementConnection, VcenterConnection } from "../config/connection.js";
import { aliasFor, nameFor, type Owner } from "./owner.js";
import { keepRemovingKubeconfigCopies } from "./plugin-leftovers.js";
import type { SessionPaths } from "./plugin-session.js";

/**
 * Each is created when it is first used: a plugin that nothing needs is not started.
 *
 * What decides whether the providers, and with them every object, are replaced is the cluster's identity; the kubeconfig is
 * only a way in. Release 0.1.0 had no identifier, and adding one does not stop the replacement that another kubeconfig in
 * the same run causes. Therefore they got other names, with aliases: the engine then takes an object's provider for
 * unchanged, whatever becomes of it. That would hide a move to another cluster too, so the identity is checked before.
 */
export class ManagementProviders {
  #kubernetes: KubernetesProvider | undefined;
  #packages: KubernetesProvider | undefined;
  readonly #address: {
    readonly kubeconfig: Input<string>;
    readonly context: string;
    readonly clusterIdentifier: string;
  };

  readonly #owner: Owner | undefined;

  /**
   * @param uid of the management cluster, checked to be the one that the stack's objects are on
   * @param owner component that they are for. @default - the stack's
   */
  constructor(connection: ManagementConnection, uid: string, owner?: Owner) {
    this.#owner = owner;
    keepRemovingKubeconfigCopies(connection.kubeconfig);
    const { context } = connection;
    this.#address = { kubeconfig: kubeconfigOf(connection), context, clusterIdentifier: uid };
  }

  get kubernetes(): KubernetesProvider {
    return (this.#kubernetes ??= new KubernetesProvider(
      nameFor(this.#owner, "management"),
      {
        ...this.#address,
        enableServerSideApply: true,
        // A rotated password is an update of the Secret in place. Without this it would replace the Secret, and with it
        // destroy the cluster.
        enableSecretMutable: true,
        enableConfigMapMutable: true,
      },
      aliasFor(this.#owner, "management-cluster"),
    ));
  }

  /** For carvel Packages alone, whose API is at odds with server-side apply. */
  get packages(): KubernetesProvider {
    return (this.#packages ??= new KubernetesProvider(
      nameFor(this.#owner, "management-packages"),
      { ...this.#address, enableServerSideApply: false },
      aliasFor(this.#owner, "management-cluster-packages"),
    ));
  }
}

/** The plugin knows a file's text and not its place, so what the file refers to is resolved before. */
function kubeconfigOf({ kubeconfig, context }: ManagementConnection): Input<string> {
  const text = portableKubeconfig(kubeconfig, context);
  return text === undefined ? kubeconfig : secret(text);
}

/**
 * @param verifies whether the plugin can verify vCenter's certificate by itself
 * @param session where the plugin writes its sessions down; undefined where it does not
 * @param owner component that it is for. @default - the stack's
 */
export function vsphereProvider(
  vcenter: VcenterConnection,
  password: Output<string>,
  verifies: boolean,
  session: SessionPaths | undefined,
  owner?: Owner,
): VsphereProvider {
  return new VsphereProvider(nameFor(owner, "vcenter"), {
    vsphereServer: vcenter.server,
    user: vcenter.username,
    password,
    allowUnverifiedSsl: !verifies,
    ...session,
  });
}
