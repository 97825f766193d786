/**
 * Stands in for the TKr status controller: it writes the computed labels and the Ready condition to TKrs and
 * OS images, labels TKrs without bootstrap packages as legacy, and reports on each Cluster whether a newer
 * TKr exists (UpdatesAvailable).
 */
import { Controller } from "./runtime/controller.js";
import { keyOf, keyText, parseKey } from "./runtime/objects.js";
import type { StandIn, StandInContext } from "./stand-in.js";
import {
  clusterClasses,
  clusters,
  labels,
  osImages,
  tanzuKubernetesReleases,
  type Cluster,
  type TanzuKubernetesRelease,
} from "./tkg/api.js";
import { augmentOsImage, augmentTkr } from "./tkg/augment.js";
import { withCondition, type ConditionState } from "./tkg/conditions.js";
import { constructQuery, resolve } from "./tkg/resolution.js";
import { compareVersions } from "./tkg/versions.js";

export const tkrStatus: StandIn = {
  name: "stand-in:tkr-status",
  standsInFor: "tkr-status-controller-manager of TKG 2.2.0",
  async start(context) {
    const { informer, log, signal } = context;
    const tkrController = new Controller({
      name: "tkr",
      reconcile: (key) => labelTkr(context, key),
      log,
      signal,
    });
    const imageController = new Controller({
      name: "osimage",
      reconcile: (key) => labelOsImage(context, key),
      log,
      signal,
    });
    const updatesController = new Controller({
      name: "cluster_updates_available",
      reconcile: (key) => setUpdatesAvailable(context, key),
      log,
      signal,
    });
    const recheckClusters = (): void => {
      for (const cluster of informer(clusters).list()) enqueueCluster(cluster);
    };
    const enqueueCluster = (cluster: Cluster): void => {
      if (cluster.metadata.labels?.[labels.tkr] !== undefined)
        updatesController.enqueue(keyText(keyOf(cluster)));
    };
    informer(tanzuKubernetesReleases).onChange(({ type, object }) => {
      if (type !== "delete") tkrController.enqueue(object.metadata.name);
      recheckClusters();
    });
    informer(osImages).onChange(({ type, object }) => {
      if (type !== "delete") imageController.enqueue(object.metadata.name);
      recheckClusters();
    });
    informer(clusters).onChange(({ type, object, old }) => {
      const before = old?.metadata.labels?.[labels.tkr];
      if (type !== "delete" && before !== object.metadata.labels?.[labels.tkr]) enqueueCluster(object);
    });
    await informer(tanzuKubernetesReleases).synced();
    await Promise.all([informer(osImages).synced(), informer(clusters).synced()]);
  },
};

async function labelTkr({ client, informer }: StandInContext, name: string): Promise<undefined> {
  const tkr = informer(tanzuKubernetesReleases).get({ name });
  if (tkr?.metadata.deletionTimestamp !== undefined || tkr === undefined) return;
  const wanted = augmentTkr(tkr);
  if (tkr.spec.bootstrapPackages === undefined) {
    wanted.metadata.labels = { ...wanted.metadata.labels, [labels.legacyTkr]: "" };
  }
  const labelled = await client.patch(
    tanzuKubernetesReleases,
    tkr,
    { ...tkr, metadata: wanted.metadata },
    { lock: true },
  );
  const before: TanzuKubernetesRelease = { ...labelled, ...(tkr.status && { status: tkr.status }) };
  await client.patch(
    tanzuKubernetesReleases,
    before,
    { ...before, ...(wanted.status && { status: wanted.status }) },
    { subresource: "status", lock: true },
  );
}

async function labelOsImage({ client, informer }: StandInContext, name: string): Promise<undefined> {
  const image = informer(osImages).get({ name });
  if (image?.metadata.deletionTimestamp !== undefined || image === undefined) return;
  await client.patch(osImages, image, augmentOsImage(image), { lock: true });
}

async function setUpdatesAvailable({ client, informer }: StandInContext, key: string): Promise<undefined> {
  const cluster = informer(clusters).get(parseKey(key));
  const current = cluster?.metadata.labels?.[labels.tkr];
  if (cluster?.spec.topology === undefined || current === undefined) return;
  const { namespace } = cluster.metadata;
  const clusterClass = await client.get(clusterClasses, { namespace, name: cluster.spec.topology.class });
  if (clusterClass === undefined) return;
  const query = constructQuery(cluster, clusterClass);
  if (query?.controlPlane === undefined) return;
  const known = {
    tkrs: informer(tanzuKubernetesReleases).list().map(augmentTkr),
    osImages: new Map(
      informer(osImages)
        .list()
        .map((image) => [image.metadata.name, augmentOsImage(image)]),
    ),
  };
  const currentVersion = current.replace("---", "+");
  const [major = "", minor = ""] = currentVersion.replace(/^v/, "").split(".");
  const updates = [Number(minor), Number(minor) + 1].flatMap((wantedMinor) => {
    const versionPrefix = `v${major}.${wantedMinor}`;
    const part = query.controlPlane && { ...query.controlPlane, versionPrefix };
    const result = resolve({ controlPlane: part, machineDeployments: [] }, known).controlPlane;
    return known.tkrs
      .filter((tkr) => result?.osImagesByTkr.has(tkr.metadata.name))
      .map((tkr) => tkr.spec.version)
      .filter((version) => compareVersions(currentVersion, version) < 0)
      .sort(compareVersions);
  });
  const condition: ConditionState =
    updates.length === 0
      ? { type: "UpdatesAvailable", status: "False", severity: "Info", reason: "AlreadyUpToDate" }
      : { type: "UpdatesAvailable", status: "True", message: `[${updates.join(" ")}]` };
  const conditions = withCondition(cluster.status?.conditions, condition);
  await client.patch(
    clusters,
    cluster,
    { ...cluster, status: { ...cluster.status, conditions } },
    { subresource: "status", lock: true },
  );
}
