import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource.js";
import { Secret } from "@pulumi/kubernetes/core/v1/secret.js";
import {
  ComponentResource,
  interpolate,
  secret as asSecret,
  type ComponentResourceOptions,
  type CustomResourceOptions,
  type Input,
  type Output,
} from "@pulumi/pulumi";
import type { ManagementConnection, VcenterConnection } from "../config/connection.js";
import type { SiteSpec } from "../config/stack-spec.js";
import { cluster as clusterManifest, clusterNameLabel } from "../manifests/cluster.js";
import { credentialsSecret } from "../manifests/credentials-secret.js";
import { resolveOsImageAnnotation } from "../manifests/kubernetes-object.js";
import { rebuildDigest, rebuildInputs } from "../manifests/rebuild.js";
import { managementEnvironment } from "./command-environment.js";
import { commandResource } from "./command-resource.js";

export interface SingleNodeClusterArgs {
  readonly site: SiteSpec;
  readonly managementCluster: ManagementConnection;
  readonly vcenter: VcenterConnection;
  /** Password of `vcenter.username`, marked as secret. */
  readonly vcenterPassword: Input<string>;
}

/** Conditions of the Cluster that make it usable; its packages are awaited after them. */
const readyConditions = ["TopologyReconciled", "InfrastructureReady", "ControlPlaneReady", "Ready"];

/**
 * Fields of the Cluster that cannot change in place, named one by one: `"*"` would also match a wait that timed out
 * and destroy a cluster that only needs more time. The rebuild digest covers each of them.
 */
export const replacingFields: readonly string[] = [
  "spec.topology.version",
  "spec.topology.class",
  "spec.clusterNetwork",
  `spec.topology.controlPlane.metadata.annotations["${resolveOsImageAnnotation}"]`,
];

/**
 * A single-node workload cluster (vendor page, step 4): credentials first, because TKG's admission logs in to vCenter
 * with them, then the Cluster, its packages and its kubeconfig.
 *
 * It cannot be upgraded in place. Whatever forces a rebuild is in one digest, which replaces the Secret, and the
 * Cluster with it: Cluster API's vSphere provider deletes the Secret together with the cluster that used it.
 */
export class SingleNodeCluster extends ComponentResource {
  readonly clusterName: Output<string>;
  readonly namespace: Output<string>;
  /** `https://address:6443` */
  readonly endpoint: Output<string>;
  /** Admin kubeconfig of the workload cluster, secret. */
  readonly kubeconfig: Output<string>;

  constructor(name: string, args: SingleNodeClusterArgs, opts?: ComponentResourceOptions) {
    super("tkg-edge:index:SingleNodeCluster", name, {}, opts);
    const { site, vcenter } = args;
    const manifest = clusterManifest(site, vcenter);
    const credentials = new Secret(
      `${name}-credentials`,
      {
        ...credentialsSecret(site.name, site.namespace),
        stringData: { username: vcenter.username, password: args.vcenterPassword },
      },
      { parent: this, ...credentialsOptions(site, rebuildDigest(rebuildInputs(site, vcenter.server))) },
    );
    // Taken from the Secret's id, so that a preview does not ask TKG's admission about a Cluster whose Secret does not
    // exist yet; it would be told a denial that is none.
    const nameOfCredentials = credentials.id.apply((id) => id.split("/").pop() ?? id);
    const cluster = new CustomResource(
      `${name}-cluster`,
      {
        ...manifest,
        metadata: {
          ...manifest.metadata,
          labels: { ...manifest.metadata.labels, [clusterNameLabel]: nameOfCredentials },
          annotations: {
            ...manifest.metadata.annotations,
            "pulumi.com/waitFor": JSON.stringify(
              readyConditions.map((condition) => `condition=${condition}`),
            ),
          },
        },
      },
      { parent: this, ...clusterOptions(site, credentials) },
    );
    const packages = commandResource(
      `${name}-packages`,
      {
        command: "await-add-ons",
        environment: {
          TKG_EDGE_CLUSTER_NAME: site.name,
          TKG_EDGE_CLUSTER_NAMESPACE: site.namespace,
          TKG_EDGE_TIMEOUT_SECONDS: String(site.timeouts.createSeconds),
          ...managementEnvironment(args.managementCluster),
        },
        triggers: [cluster.metadata.apply((metadata) => metadata.uid)],
      },
      { parent: this, dependsOn: [cluster] },
    );
    const kubeconfig = Secret.get(`${name}-kubeconfig`, interpolate`${cluster.id}-kubeconfig`, {
      parent: this,
      dependsOn: [cluster],
    });
    this.clusterName = packages.stdout.apply(() => site.name);
    this.namespace = packages.stdout.apply(() => site.namespace);
    this.endpoint = packages.stdout.apply(() => `https://${site.controlPlaneEndpoint}:6443`);
    this.kubeconfig = asSecret(
      kubeconfig.data.apply((data) => Buffer.from(data.value ?? "", "base64").toString("utf8")),
    );
    this.registerOutputs({
      clusterName: this.clusterName,
      namespace: this.namespace,
      endpoint: this.endpoint,
      kubeconfig: this.kubeconfig,
    });
  }
}

/** Options of the credentials Secret, which carries the trigger of a rebuild. */
export function credentialsOptions(site: SiteSpec, digest: string): CustomResourceOptions {
  return { replacementTrigger: digest, deleteBeforeReplace: true, protect: site.protect };
}

/** Options of the Cluster, which is replaced with its Secret. */
export function clusterOptions(site: SiteSpec, credentials: Secret): CustomResourceOptions {
  return {
    dependsOn: [credentials],
    replaceWith: [credentials],
    deleteBeforeReplace: true,
    replaceOnChanges: [...replacingFields],
    protect: site.protect,
    customTimeouts: {
      create: `${site.timeouts.createSeconds}s`,
      update: `${site.timeouts.createSeconds}s`,
      delete: `${site.timeouts.deleteSeconds}s`,
    },
  };
}
