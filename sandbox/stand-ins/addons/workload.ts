/**
 * The state of a workload cluster, read through the kubeconfig of its control plane provider: does its API
 * answer, is its Node Ready?
 */
import { accessOf } from "../runtime/api-access.js";
import { KubeClient } from "../runtime/kube-client.js";
import type { KubeObject } from "../runtime/objects.js";
import { resource, secrets } from "../runtime/resources.js";
import type { StandInContext } from "../stand-in.js";
import type { Cluster } from "../tkg/api.js";
import { conditionStatus, type Condition } from "../tkg/conditions.js";

interface Node extends KubeObject {
  status?: { conditions?: Condition[] };
}

/** The Nodes of a workload cluster. */
export const nodes = resource<Node>("v1", "Node", "nodes", "Cluster");
const probeTimeoutSeconds = 5;

export interface Workload {
  /** The API answers. */
  readonly reachable: boolean;
  /** There is a Node, and all are Ready. */
  readonly ready: boolean;
}

/** The Secret that holds a Cluster's kubeconfig. */
export function kubeconfigSecretKey({ metadata }: Cluster): { namespace: string | undefined; name: string } {
  return { namespace: metadata.namespace, name: `${metadata.name}-kubeconfig` };
}

/** Probes the workload API. A sandbox without guests has none; there the Cluster's own conditions count. */
export async function probeWorkload(context: StandInContext, cluster: Cluster): Promise<Workload> {
  if (!context.sandbox.settings.guests) {
    return {
      reachable: true,
      ready: conditionStatus(cluster.status?.conditions, "ControlPlaneReady") === "True",
    };
  }
  const client = await workloadClient(context, cluster);
  if (client === undefined) return { reachable: false, ready: false };
  try {
    const { items } = await client.list(nodes);
    const ready = items.every((node) => conditionStatus(node.status?.conditions, "Ready") === "True");
    return { reachable: true, ready: items.length > 0 && ready };
  } catch {
    return { reachable: false, ready: false };
  } finally {
    client.close();
  }
}

/** A client of the workload API; undefined while there is no kubeconfig. It is to be closed after use. */
export async function workloadClient(
  { client }: StandInContext,
  cluster: Cluster,
): Promise<KubeClient | undefined> {
  const secret = await client.get(secrets, kubeconfigSecretKey(cluster));
  const encoded = secret?.data?.value;
  if (encoded === undefined) return undefined;
  const access = accessOf(Buffer.from(encoded, "base64").toString("utf8"));
  return new KubeClient(access, "stand-in-addons-manager", { requestTimeoutSeconds: probeTimeoutSeconds });
}
