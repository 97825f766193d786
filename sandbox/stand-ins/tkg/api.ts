/**
 * The vendor's and Cluster API's kinds, as far as stand-ins read or write them, and the well-known names of TKG 2.2.
 */
import type { FreeObject, KubeObject } from "../runtime/objects.js";
import { resource, type Resource } from "../runtime/resources.js";
import type { Condition } from "./conditions.js";

/** The namespace of TKG's own objects. */
export const systemNamespace = "tkg-system";

export const labels = {
  tkr: "run.tanzu.vmware.com/tkr",
  osImage: "run.tanzu.vmware.com/os-image",
  legacyTkr: "run.tanzu.vmware.com/legacy-tkr",
  tkrPackage: "run.tanzu.vmware.com/tkr-package",
  additionalCompatibleTkrs: "run.tanzu.vmware.com/additional-compatible-tkrs",
  managementCluster: "cluster-role.tkg.tanzu.vmware.com/management",
  addonClusterName: "tkg.tanzu.vmware.com/cluster-name",
  addonPackageName: "tkg.tanzu.vmware.com/package-name",
} as const;

export const annotations = {
  resolveTkr: "run.tanzu.vmware.com/resolve-tkr",
  resolveOsImage: "run.tanzu.vmware.com/resolve-os-image",
  addMissingFields: "tkg.tanzu.vmware.com/add-missing-fields-from-tkr",
  unmanagedCni: "tkg.tanzu.vmware.com/unmanaged-cni",
  customClusterBootstrap: "tkg.tanzu.vmware.com/custom-clusterbootstrap",
  paused: "tkg.tanzu.vmware.com/paused",
  templateConfig: "tkg.tanzu.vmware.com/template-config",
} as const;

/** Labels that take a TKr out of resolution. */
export const unwantedLabels = ["incompatible", "deactivated", "invalid"] as const;

interface ContainerImage {
  imageRepository?: string;
  imageTag?: string;
}

export interface KubernetesSpec {
  version: string;
  imageRepository?: string;
  etcd?: ContainerImage;
  pause?: ContainerImage;
  coredns?: ContainerImage;
  "kube-vip"?: ContainerImage;
}

export interface TanzuKubernetesRelease extends KubeObject {
  spec: {
    version: string;
    kubernetes: KubernetesSpec;
    osImages?: { name: string }[];
    bootstrapPackages?: { name: string }[];
  };
  status?: { conditions?: Condition[] };
}

export interface OsImage extends KubeObject {
  spec: {
    kubernetesVersion: string;
    os: { type: string; name: string; version: string; arch: string };
    image: { type: string; ref: Record<string, unknown> };
  };
}

export interface TopologyVariable {
  name: string;
  value: unknown;
}

export interface TopologyMetadata {
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

export interface MachineDeploymentTopology {
  class: string;
  name: string;
  metadata?: TopologyMetadata;
  variables?: { overrides?: TopologyVariable[] };
}

export interface Topology {
  class: string;
  version: string;
  controlPlane?: { metadata?: TopologyMetadata; replicas?: number };
  workers?: { machineDeployments?: MachineDeploymentTopology[] };
  variables?: TopologyVariable[];
}

export interface ObjectReference {
  apiVersion: string;
  kind: string;
  name: string;
  namespace?: string;
}

export interface Cluster extends KubeObject {
  spec: {
    paused?: boolean;
    topology?: Topology;
    controlPlaneEndpoint?: { host: string; port: number };
    clusterNetwork?: { pods?: { cidrBlocks?: string[] }; services?: { cidrBlocks?: string[] } };
    infrastructureRef?: ObjectReference;
    controlPlaneRef?: ObjectReference;
  };
  status?: { phase?: string; conditions?: Condition[] };
}

export interface ClusterClass extends KubeObject {
  spec: {
    controlPlane?: { metadata?: TopologyMetadata };
    workers?: { machineDeployments?: { class: string; template?: { metadata?: TopologyMetadata } }[] };
  };
}

/** Where the values of a package come from; at most one of the three. */
export interface ValuesFrom {
  inline?: Record<string, unknown>;
  secretRef?: string;
  providerRef?: { apiGroup?: string; kind: string; name: string };
}

export interface BootstrapPackage {
  refName: string;
  valuesFrom?: ValuesFrom;
}

export interface BootstrapSpec {
  paused?: boolean;
  cni?: BootstrapPackage;
  cpi?: BootstrapPackage;
  csi?: BootstrapPackage;
  kapp?: BootstrapPackage;
  additionalPackages?: BootstrapPackage[];
}

export interface ClusterBootstrapTemplate extends KubeObject {
  spec: BootstrapSpec;
}

export interface ClusterBootstrap extends KubeObject {
  spec: BootstrapSpec;
  status?: { resolvedTKR?: string; conditions?: Condition[] };
}

export interface Package extends KubeObject {
  spec: {
    refName: string;
    version: string;
    template?: { spec?: { fetch?: { imgpkgBundle?: { image: string } }[] } };
  };
}

/** An add-on's configuration (AntreaConfig, CalicoConfig, …); the controller of its kind fills `status.secretRef`. */
export interface AddonConfig extends KubeObject {
  spec?: Record<string, unknown>;
  status?: { secretRef?: string };
}

const run = "run.tanzu.vmware.com/v1alpha3";
const capi = "cluster.x-k8s.io/v1beta1";

export const tanzuKubernetesReleases = resource<TanzuKubernetesRelease>(
  run,
  "TanzuKubernetesRelease",
  "tanzukubernetesreleases",
  "Cluster",
);
export const osImages = resource<OsImage>(run, "OSImage", "osimages", "Cluster");
export const clusterBootstraps = resource<ClusterBootstrap>(run, "ClusterBootstrap", "clusterbootstraps");
export const clusterBootstrapTemplates = resource<ClusterBootstrapTemplate>(
  run,
  "ClusterBootstrapTemplate",
  "clusterbootstraptemplates",
);
export const clusters = resource<Cluster>(capi, "Cluster", "clusters");
export const clusterClasses = resource<ClusterClass>(capi, "ClusterClass", "clusterclasses");
export const packages = resource<Package>("data.packaging.carvel.dev/v1alpha1", "Package", "packages");

/** The kinds of add-on configuration that TKG on vSphere has, with the short name of their package. */
export const addonConfigKinds = [
  {
    config: resource<AddonConfig>("cni.tanzu.vmware.com/v1alpha1", "AntreaConfig", "antreaconfigs"),
    addon: "antrea",
  },
  {
    config: resource<AddonConfig>("cni.tanzu.vmware.com/v1alpha1", "CalicoConfig", "calicoconfigs"),
    addon: "calico",
  },
  {
    config: resource<AddonConfig>("cpi.tanzu.vmware.com/v1alpha1", "VSphereCPIConfig", "vspherecpiconfigs"),
    addon: "vsphere-cpi",
  },
  {
    config: resource<AddonConfig>("csi.tanzu.vmware.com/v1alpha1", "VSphereCSIConfig", "vspherecsiconfigs"),
    addon: "vsphere-csi",
  },
  {
    config: resource<AddonConfig>(run, "KappControllerConfig", "kappcontrollerconfigs"),
    addon: "kapp-controller",
  },
] as const;

/** A copy of an object of an admission request, typed as the kind in the webhook's rules. */
export function received<T extends KubeObject>(_kind: Resource<T>, object: FreeObject): T {
  return structuredClone(object) as unknown as T;
}
