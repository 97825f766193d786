/**
 * Stands in for the TKr resolver's webhook on Clusters: it gives a Cluster its TKr label, the TKr's Kubernetes version and
 * the variable TKR_DATA, or denies it in the words of the real one (measured B, rows of (r)).
 */
import {
  allow,
  type AdmissionAnswer,
  type AdmissionRequest,
  type StandIn,
  type StandInContext,
} from "./stand-in.js";
import {
  clusterClasses,
  clusters,
  labels,
  osImages,
  received,
  tanzuKubernetesReleases,
  type Cluster,
  type KubernetesSpec,
  type OsImage,
  type TanzuKubernetesRelease,
  type Topology,
} from "./tkg/api.js";
import { augmentOsImage, augmentTkr, osImageLabels } from "./tkg/augment.js";
import {
  chosenImage,
  constructQuery,
  resolve,
  unresolvedText,
  type Known,
  type OsImageQuery,
  type OsImageResult,
  type Query,
} from "./tkg/resolution.js";
import {
  asTkrData,
  getVariable,
  getWorkerVariable,
  setVariable,
  setWorkerVariable,
  tkrDataVariable,
  type TkrData,
  type TkrDataValue,
} from "./tkg/variables.js";
import { versionLabel, versionPrefixes } from "./tkg/versions.js";

export const tkrResolver: StandIn = {
  name: "stand-in:tkr-resolver",
  standsInFor: "tkr-resolver-cluster-webhook-manager of TKG 2.2.0",
  async start({ informer }) {
    await Promise.all([informer(tanzuKubernetesReleases).synced(), informer(osImages).synced()]);
  },
  webhooks: [
    {
      type: "mutating",
      configuration: "tkr-cluster-mutating-webhook-configuration",
      name: "tkr-resolver-cluster-webhook.tanzu.vmware.com",
      path: "/mutate-cluster",
      rules: [
        {
          apiGroups: ["cluster.x-k8s.io"],
          apiVersions: ["v1", "v1beta1", "v1alpha4"],
          operations: ["CREATE", "UPDATE"],
          resources: ["clusters"],
        },
      ],
      handle: resolveCluster,
    },
  ],
};

async function resolveCluster(request: AdmissionRequest, context: StandInContext): Promise<AdmissionAnswer> {
  const cluster = received(clusters, request.object);
  const { topology } = cluster.spec;
  if (cluster.spec.paused === true || cluster.metadata.deletionTimestamp !== undefined) return allow;
  if (topology === undefined) return allow;
  const namespace = cluster.metadata.namespace ?? request.namespace;
  const clusterClass = await context.client.get(clusterClasses, { namespace, name: topology.class });
  if (clusterClass === undefined) return { kind: "deny", text: "ClusterClass not found" };
  // The real one answers with the Cluster as Go prints it, and Go prints this field even when it is empty (measured A).
  cluster.spec.controlPlaneEndpoint ??= { host: "", port: 0 };
  try {
    const query = constructQuery(cluster, clusterClass);
    if (query === undefined) return { kind: "mutate", object: cluster };
    const known = knownReleases(context);
    dropResolved(query, cluster, topology, known);
    const result = resolve(query, known);
    const text = unresolvedText(cluster, query, result);
    if (text !== undefined) return { kind: "deny", text };
    setResult(cluster, topology, result.controlPlane, result.machineDeployments, known);
  } catch (error) {
    return { kind: "deny", text: error instanceof Error ? error.message : String(error) };
  }
  return { kind: "mutate", object: cluster };
}

function knownReleases({ informer }: StandInContext): Known {
  const alive = ({ metadata }: TanzuKubernetesRelease | OsImage): boolean =>
    metadata.deletionTimestamp === undefined;
  return {
    tkrs: informer(tanzuKubernetesReleases).list().filter(alive).map(augmentTkr),
    osImages: new Map(
      informer(osImages)
        .list()
        .filter(alive)
        .map((image) => [image.metadata.name, augmentOsImage(image)]),
    ),
  };
}

/** Removes from the query what is already resolved and still fits: such a Cluster is not resolved again. */
function dropResolved(query: Query, cluster: Cluster, topology: Topology, known: Known): void {
  const tkr = findTkr(known, cluster);
  const tkrData = asTkrData(getVariable(topology, tkrDataVariable));
  if (tkr === undefined || tkrData === undefined) return;
  const unlessFitting = (part: OsImageQuery | undefined): OsImageQuery | undefined => {
    const value = tkrData[tkr.spec.kubernetes.version];
    const image = known.osImages.get(value?.labels[labels.osImage] ?? "");
    const fits =
      part !== undefined &&
      value?.labels[labels.tkr] === tkr.metadata.name &&
      image !== undefined &&
      versionPrefixes(versionLabel(tkr.spec.version)).includes(versionLabel(part.versionPrefix)) &&
      part.tkrSelector.matches(tkr.metadata.labels) &&
      part.osImageSelector.matches(image.metadata.labels);
    return fits ? undefined : part;
  };
  query.controlPlane = unlessFitting(query.controlPlane);
  // With the control plane settled, its TKr is the one that machine deployments must take.
  const pinned = query.controlPlane === undefined ? { versionPrefix: tkr.spec.version } : {};
  query.machineDeployments = query.machineDeployments.map((part) =>
    unlessFitting(part && { ...part, ...pinned }),
  );
}

function setResult(
  cluster: Cluster,
  topology: Topology,
  controlPlane: OsImageResult | undefined,
  machineDeployments: readonly (OsImageResult | undefined)[],
  known: Known,
): void {
  const imageRepository = customImageRepository(topology);
  if (controlPlane?.tkr !== undefined) {
    const tkrData: TkrData = asTkrData(getVariable(topology, tkrDataVariable)) ?? {};
    tkrData[controlPlane.tkr.spec.kubernetes.version] = dataFor(
      controlPlane,
      controlPlane.tkr,
      imageRepository,
    );
    cluster.metadata.labels = { ...cluster.metadata.labels, [labels.tkr]: controlPlane.tkr.metadata.name };
    setVariable(topology, tkrDataVariable, tkrData);
  }
  const tkr = findTkr(known, cluster);
  if (tkr === undefined) {
    const { namespace = "", name } = cluster.metadata;
    const wanted = cluster.metadata.labels?.[labels.tkr] ?? "";
    throw new Error(
      `failed to set TKR_DATA: cluster '${namespace}/${name}', TKR '${wanted}': the TKR is no longer available: '${wanted}'`,
    );
  }
  topology.version = tkr.spec.kubernetes.version;
  machineDeployments.forEach((result, index) => {
    if (result?.tkr === undefined) return;
    const tkrData: TkrData = asTkrData(getWorkerVariable(topology, index, tkrDataVariable)) ?? {};
    tkrData[result.tkr.spec.kubernetes.version] = dataFor(result, result.tkr, imageRepository);
    setWorkerVariable(topology, index, tkrDataVariable, tkrData);
  });
}

function dataFor(
  result: OsImageResult,
  tkr: TanzuKubernetesRelease,
  imageRepository: string | undefined,
): TkrDataValue {
  const image = chosenImage(result);
  if (image === undefined) throw new Error("a result without exactly one OS image was taken for resolved");
  return {
    kubernetesSpec: withImageRepository(tkr.spec.kubernetes, imageRepository),
    osImageRef: structuredClone(image.spec.image.ref),
    labels: {
      [labels.tkr]: tkr.metadata.name,
      [labels.osImage]: image.metadata.name,
      ...osImageLabels(image),
    },
  };
}

/** Each image gets the TKr's repository if it has none; the Cluster's own `imageRepository.host` replaces them all. */
function withImageRepository(spec: KubernetesSpec, custom: string | undefined): KubernetesSpec {
  const result = structuredClone(spec);
  for (const image of [result.coredns, result.etcd, result.pause, result["kube-vip"]]) {
    if (image === undefined) continue;
    const own =
      image.imageRepository === undefined || image.imageRepository === "" ? undefined : image.imageRepository;
    const repository = custom ?? own ?? result.imageRepository;
    if (repository !== undefined) image.imageRepository = repository;
  }
  if (custom !== undefined) result.imageRepository = custom;
  return result;
}

function customImageRepository(topology: Topology): string | undefined {
  const value = getVariable(topology, "imageRepository") as { host?: unknown } | undefined;
  return typeof value?.host === "string" && value.host !== "" ? value.host : undefined;
}

function findTkr(known: Known, cluster: Cluster): TanzuKubernetesRelease | undefined {
  const name = cluster.metadata.labels?.[labels.tkr];
  return known.tkrs.find((tkr) => tkr.metadata.name === name);
}
