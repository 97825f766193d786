/**
 * Waits until a cluster can be used: the Cluster's conditions, its one node as it is asked for, then its core packages, as
 * the Tanzu CLI does after a create. `Ready` of the Cluster alone does not say that its network works.
 *
 * The wait is a command and not the provider's own, because it has to tell why a cluster is stuck. The Cluster is in the
 * state by then, so the next `up` goes on waiting for the same one.
 *
 * Out: `{"cluster": "namespace/name", "reconciled": [...]}`.
 */
import * as z from "zod";
import {
  conditionOf,
  ManagementCluster,
  managementInputs,
  type LiveObject,
} from "../clients/management-cluster.js";
import { optionalText } from "../config/fields.js";
import { clusterObjects } from "../explain/cluster-objects.js";
import { clusterReport } from "../explain/report.js";
import { lookAtBootstrap } from "./add-ons.js";
import { runCommand } from "./command.js";
import { waitUntil, type Look } from "./wait.js";

const inputs = z.object({
  ...managementInputs,
  TKG_EDGE_CLUSTER_NAME: z.string().min(1),
  TKG_EDGE_CLUSTER_NAMESPACE: z.string().min(1),
  TKG_EDGE_TIMEOUT_SECONDS: z.coerce.number().positive(),
  TKG_EDGE_VCENTER_SERVER: z.string().min(1),
  TKG_EDGE_VCENTER_THUMBPRINT: optionalText,
  TKG_EDGE_VCENTER_CA_FILE: optionalText,
});

const controlPlanes = "kubeadmcontrolplanes.controlplane.cluster.x-k8s.io";

/** Conditions of the Cluster that make it usable. */
const readyConditions = ["TopologyReconciled", "InfrastructureReady", "ControlPlaneReady", "Ready"];

export async function main(): Promise<void> {
  await runCommand(inputs, async (input) => {
    const management = new ManagementCluster({
      kubeconfig: input.TKG_EDGE_KUBECONFIG,
      context: input.TKG_EDGE_CONTEXT,
    });
    const { TKG_EDGE_CLUSTER_NAME: name, TKG_EDGE_CLUSTER_NAMESPACE: namespace } = input;
    const vcenter = {
      server: input.TKG_EDGE_VCENTER_SERVER,
      thumbprint: input.TKG_EDGE_VCENTER_THUMBPRINT,
      caFile: input.TKG_EDGE_VCENTER_CA_FILE,
    };
    let controlPlane: string | undefined;
    /** One call of kubectl each time. */
    const look = async (): Promise<Look<readonly string[]>> => {
      const references = [
        `clusters.cluster.x-k8s.io/${name}`,
        `clusterbootstraps.run.tanzu.vmware.com/${name}`,
        ...(controlPlane === undefined ? [] : [`${controlPlanes}/${controlPlane}`]),
      ];
      const objects = await management.getAll(references, namespace);
      const find = (kind: string) => objects.find((object) => object.kind === kind);
      const cluster = find("Cluster");
      const missing = lookAtCluster(cluster, `${namespace}/${name}`);
      if (missing !== undefined) return { waitingFor: missing };
      const named = (cluster?.spec?.controlPlaneRef as { readonly name?: string } | undefined)?.name;
      if (named !== controlPlane) {
        controlPlane = named;
        return look();
      }
      const rolling = lookAtControlPlane(find("KubeadmControlPlane"));
      if (rolling !== undefined) return { waitingFor: rolling };
      return lookAtBootstrap(find("ClusterBootstrap"), `${namespace}/${name}`);
    };
    const explain = async () =>
      clusterReport(await clusterObjects(management, namespace, name, vcenter))
        .map((line) => `  ${line}`)
        .join("\n");
    const what = `the cluster ${namespace}/${name}`;
    const reconciled = await waitUntil(what, input.TKG_EDGE_TIMEOUT_SECONDS, look, explain);
    return { cluster: `${namespace}/${name}`, reconciled };
  });
}

/** @returns what the Cluster still has to reach; undefined when it is there */
export function lookAtCluster(cluster: LiveObject | undefined, name: string): string | undefined {
  if (!cluster) return `Cluster ${name}`;
  const { generation = 0 } = cluster.metadata;
  if ((cluster.status?.observedGeneration ?? generation) < generation) {
    return `Cluster API to see the change of Cluster ${name}`;
  }
  const unmet = readyConditions.find((type) => conditionOf(cluster, type)?.status !== "True");
  if (unmet === undefined) return undefined;
  const reason = conditionOf(cluster, unmet)?.reason ?? "";
  return `Cluster ${name} to be ${unmet}${reason === "" ? "" : ` (${reason})`}`;
}

/** @returns how far a changed node is; undefined when the one node is as it is asked for */
export function lookAtControlPlane(plane: LiveObject | undefined): string | undefined {
  if (!plane) return undefined;
  const { generation = 0 } = plane.metadata;
  const { observedGeneration = generation, replicas = 0, updatedReplicas = 0 } = plane.status ?? {};
  if (observedGeneration < generation) return "Cluster API to see the change of the control plane";
  if (replicas === 1 && updatedReplicas === 1) return undefined;
  return `the node to be replaced (machines: ${replicas}, of the new form: ${updatedReplicas})`;
}
