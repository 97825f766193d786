/**
 * Stands in for the addons manager: each Cluster with a TKr gets its ClusterBootstrap, annotations and the finalizer
 * `tkg.tanzu.vmware.com/addon`, and the bootstrap its `*-ReconcileSucceeded` conditions.
 *
 * Nothing is installed: once the workload API answers and its Node is Ready, the packages count as reconciled. How a
 * deleted Cluster is let go is in addons/letting-go.ts.
 */
import { ensureBootstrap } from "./addons/bootstrap.js";
import { followInline, shortName } from "./addons/clone.js";
import { hasFinalizer, setFinalizer } from "./addons/finalizer.js";
import { letGo } from "./addons/letting-go.js";
import { hasHooks, holdMachines, onMachineChange } from "./addons/machine-hook.js";
import { networkAnnotations } from "./addons/network-annotations.js";
import { ensurePackageInstall, reportInstalled } from "./addons/package-install.js";
import { WorkloadWatch } from "./addons/workload-watch.js";
import { kubeconfigSecretKey, probeWorkload } from "./addons/workload.js";
import { Controller, type Outcome } from "./runtime/controller.js";
import { isTerminating, keyOf, keyText, parseKey, type ObjectKey } from "./runtime/objects.js";
import { secrets } from "./runtime/resources.js";
import type { StandIn, StandInContext } from "./stand-in.js";
import {
  annotations,
  clusterBootstraps,
  clusters,
  labels,
  tanzuKubernetesReleases,
  type Cluster,
  type ClusterBootstrap,
} from "./tkg/api.js";
import { packagesOf } from "./tkg/bootstrap-defaults.js";
import { withCondition, type Condition } from "./tkg/conditions.js";

const concurrentClusters = 10;

export const addonsManager: StandIn = {
  name: "stand-in:addons-manager",
  standsInFor: "tanzu-addons-manager of TKG 2.2.0 (ClusterBootstrap and PackageInstall status)",
  async start(context) {
    const { informer, log, signal } = context;
    const workloads = new WorkloadWatch(context);
    const controller = new Controller({
      name: "clusterbootstrap",
      reconcile: (key) => reconcile(context, workloads, key),
      log,
      signal,
      concurrency: concurrentClusters,
      backoffSeconds: [0.5, 10],
    });
    const enqueue = (key: ObjectKey): void => {
      const cluster = informer(clusters).get(key);
      if (cluster?.metadata.labels?.[labels.tkr] !== undefined) controller.enqueue(keyText(key));
    };
    informer(clusters).onChange(({ type, object }) => {
      if (isTerminating(object)) workloads.noteDeletion(object.metadata.uid);
      if (type === "delete") workloads.forget(object.metadata.uid);
      else enqueue(keyOf(object));
    });
    informer(clusterBootstraps).onChange(({ object }) => {
      enqueue(keyOf(object));
    });
    informer(tanzuKubernetesReleases).onChange(({ object }) => {
      for (const cluster of informer(clusters).list()) {
        if (cluster.metadata.labels?.[labels.tkr] === object.metadata.name) enqueue(keyOf(cluster));
      }
    });
    if (hasHooks(context)) onMachineChange(context, enqueue);
    await Promise.all([informer(clusters).synced(), informer(clusterBootstraps).synced()]);
  },
};

async function reconcile(
  context: StandInContext,
  workloads: WorkloadWatch,
  key: string,
): Promise<Outcome | undefined> {
  const { client, informer, log } = context;
  const cluster = await client.get(clusters, parseKey(key));
  const tkrName = cluster?.metadata.labels?.[labels.tkr];
  if (cluster === undefined || tkrName === undefined) return;
  const tkr = informer(tanzuKubernetesReleases).get({ name: tkrName });
  if (tkr === undefined) {
    log(`${key}: TKR object ${tkrName} not found`);
    return;
  }
  if (tkr.metadata.labels?.[labels.legacyTkr] !== undefined) return;
  return isTerminating(cluster)
    ? letGo(context, workloads, cluster)
    : bringUp(context, workloads, cluster, tkrName);
}

async function bringUp(
  context: StandInContext,
  workloads: WorkloadWatch,
  cluster: Cluster,
  tkrName: string,
): Promise<Outcome | undefined> {
  const { client, sandbox } = context;
  if (hasHooks(context)) await holdMachines(context, cluster);
  const bootstrap = await ensureBootstrap(context, cluster, tkrName);
  if (bootstrap === undefined || cluster.spec.topology === undefined) return;
  const noted = { ...cluster.metadata.annotations, ...networkAnnotations(cluster.spec.topology) };
  const annotated = await client.patch(clusters, cluster, {
    ...cluster,
    metadata: { ...cluster.metadata, annotations: noted },
  });
  if (cluster.status?.phase !== "Provisioned") return;
  await followInline(context, cluster, packagesOf(bootstrap.spec));
  await ensurePackageInstall(context, cluster, bootstrap);
  const wanted = wantedConditions(bootstrap);
  const held = (bootstrap.spec.additionalPackages ?? []).length === 0 || hasFinalizer(annotated);
  if (held) workloads.follow(annotated);
  if (held && wanted === bootstrap.status?.conditions && annotated.spec.paused !== true) return;

  const workload = await probeWorkload(context, annotated);
  const again = { requeueAfterSeconds: sandbox.settings.workloadRetrySeconds };
  if (!workload.reachable) return again;
  workloads.follow(annotated);
  if (!held) {
    await setFinalizer(context, clusters, annotated, true);
    await setFinalizer(context, secrets, await client.get(secrets, kubeconfigSecretKey(annotated)), true);
    await setFinalizer(context, clusterBootstraps, bootstrap, true);
  }
  await unpause(context, annotated, bootstrap);
  if (!workload.ready) return again;
  await reportInstalled(context, cluster, bootstrap);
  await client.patch(
    clusterBootstraps,
    bootstrap,
    { ...bootstrap, status: { ...bootstrap.status, conditions: wanted } },
    { subresource: "status" },
  );
  return undefined;
}

/** The bootstrap's conditions with every package reconciled; the very same list when they are so already. */
function wantedConditions({ spec, status }: ClusterBootstrap): Condition[] {
  const entries = [spec.cni, spec.cpi, spec.csi, ...(spec.additionalPackages ?? []), spec.kapp];
  const names = entries.flatMap((entry) => (entry === undefined ? [] : [titleOf(shortName(entry.refName))]));
  const before = status?.conditions ?? [];
  const types = names.map((name) => `${name}-ReconcileSucceeded`);
  const done = types.every((type) =>
    before.some((condition) => condition.type === type && condition.status === "True"),
  );
  if (done && status?.conditions !== undefined) return status.conditions;
  return types.reduce((conditions, type) => withCondition(conditions, { type, status: "True" }), before);
}

/** "kapp-controller" -> "Kapp-Controller" */
function titleOf(name: string): string {
  return name.replace(/(^|-)([a-z])/g, (match) => match.toUpperCase());
}

/** Undoes what the pause webhook did, once the bootstrap has followed the Cluster to its new TKr. */
async function unpause(
  { client }: StandInContext,
  cluster: Cluster,
  bootstrap: ClusterBootstrap,
): Promise<void> {
  const awaited = cluster.metadata.annotations?.[annotations.paused];
  if (cluster.spec.paused !== true || awaited === undefined || awaited !== bootstrap.status?.resolvedTKR)
    return;
  const current = await client.read(clusters, keyOf(cluster));
  const { [annotations.paused]: _done, ...others } = current.metadata.annotations ?? {};
  await client.patch(clusters, current, {
    ...current,
    metadata: { ...current.metadata, annotations: others },
    spec: { ...current.spec, paused: false },
  });
}
