// Cluster API and CAPV as seen from outside, for the light profile, where many clusters must be cheap. The full profile
// runs the real ones instead; nothing outside this folder but the list of stand-ins knows that it exists.
import { Controller, type Outcome } from "../runtime/controller.js";
import { KubeError } from "../runtime/kube-error.js";
import { isTerminating, keyOf, keyText, parseKey } from "../runtime/objects.js";
import type { StandIn, StandInContext } from "../stand-in.js";
import { clusterWebhooks } from "./admission.js";
import { isFalse, isTrue, summary, withConditions, type ConditionUpdate } from "./conditions.js";
import { reconcileIdentities } from "./identities.js";
import { clusters, type Cluster } from "./kinds.js";
import { finalizers, referenceTo } from "./owned-objects.js";
import { endpointOf, placementOf } from "./placement.js";
import { ensureTopology, provision } from "./provision.js";
import { addonFinalizer, removeCluster } from "./removal.js";

/** How long to wait for what nothing announces: the workload API, a switched-off fault. */
const waitSeconds = 1;

/** The stand-in for Cluster API, its kubeadm providers, and CAPV. */
export const capiLight: StandIn = {
  name: "stand-in:capi-light",
  standsInFor: "Cluster API 1.2.8 (core, kubeadm bootstrap and control plane) and CAPV 1.5.3",
  webhooks: clusterWebhooks,
  async start(context) {
    const informer = context.informer(clusters);
    const controller = new Controller({
      name: "cluster",
      log: (line) => {
        context.log(line);
      },
      signal: context.signal,
      reconcile: async (key) => {
        const cluster = await context.client.get(clusters, parseKey(key));
        return cluster ? reconcile(cluster, context) : undefined;
      },
    });
    informer.onChange(({ object }) => {
      controller.enqueue(keyText(keyOf(object)));
    });
    await Promise.all([informer.synced(), reconcileIdentities(context)]);
  },
};

async function reconcile(cluster: Cluster, context: StandInContext): Promise<Outcome | undefined> {
  const paused =
    cluster.spec?.paused === true || cluster.metadata.annotations?.["cluster.x-k8s.io/paused"] !== undefined;
  if (paused || !cluster.spec?.topology) return undefined;
  if (isTerminating(cluster)) return remove(cluster, context);
  const held = cluster.metadata.finalizers ?? [];
  if (!held.includes(finalizers.cluster)) {
    const metadata = { ...cluster.metadata, finalizers: [...held, finalizers.cluster] };
    await context.client.patch(clusters, cluster, { ...cluster, metadata }, { lock: true });
    return undefined;
  }
  return advance(cluster, context);
}

async function remove(cluster: Cluster, context: StandInContext): Promise<Outcome | undefined> {
  if (cluster.metadata.finalizers?.includes(finalizers.cluster) !== true) return undefined;
  if (cluster.status?.phase !== "Deleting") {
    await report(cluster, "Deleting", [isFalse("Ready", "Deleting", "")], context);
  }
  const done = await removeCluster(cluster, context);
  // The add-ons manager's finalizer is announced by a change of the Cluster.
  const announced = cluster.metadata.finalizers.includes(addonFinalizer);
  return done || announced ? undefined : { requeueAfterSeconds: waitSeconds };
}

async function advance(cluster: Cluster, context: StandInContext): Promise<Outcome | undefined> {
  const placement = placementOf(cluster);
  const endpoint = endpointOf(cluster);
  if (!placement || !endpoint) {
    const missing = placement
      ? "no control plane endpoint"
      : "no virtual machine template for the version in TKR_DATA";
    const failed = isFalse("TopologyReconciled", "TopologyReconcileFailed", missing, "Error");
    await report(cluster, "Pending", [failed, summary([failed])], context);
    return undefined;
  }
  const objects = await ensureTopology(cluster, placement, endpoint, context);
  const refs = {
    infrastructureRef: referenceTo(objects.infrastructure),
    controlPlaneRef: referenceTo(objects.plane),
    controlPlaneEndpoint: endpoint,
  };
  const updated = await context.client.patch(clusters, cluster, {
    ...cluster,
    spec: { ...cluster.spec, ...refs },
  });
  const topology = isTrue("TopologyReconciled");
  let progress;
  try {
    progress = await provision(updated, placement, endpoint, objects, context);
  } catch (error) {
    // An API server that is starting answers "Too many requests": not worth a log line.
    if (error instanceof KubeError && (error.code === 429 || error.code === 409)) throw error;
    const message = error instanceof Error ? error.message : String(error);
    const failed = isFalse("ControlPlaneReady", "ProvisioningFailed", message, "Warning");
    await report(updated, "Provisioning", [topology, failed, summary([failed])], context);
    throw error;
  }
  const { infrastructure, initialized, controlPlane } = progress;
  const parts = [infrastructure, initialized, controlPlane, topology];
  await report(updated, "Provisioned", [...parts, summary([controlPlane, infrastructure])], context);
  return controlPlane.status === "True" ? undefined : { requeueAfterSeconds: waitSeconds };
}

async function report(
  cluster: Cluster,
  phase: string,
  conditions: readonly ConditionUpdate[],
  context: StandInContext,
): Promise<void> {
  const holds = (type: string) =>
    conditions.some((condition) => condition.type === type && condition.status === "True");
  const status = {
    ...cluster.status,
    phase,
    observedGeneration: cluster.metadata.generation ?? 0,
    infrastructureReady: holds("InfrastructureReady"),
    controlPlaneReady: holds("ControlPlaneReady"),
    conditions: withConditions(cluster.status?.conditions, conditions),
  };
  await context.client.patch(clusters, cluster, { ...cluster, status }, { subresource: "status" });
}
