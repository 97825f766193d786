/** Everything on the two APIs that a stack of ours could have made, as sorted names: to compare before and after. */
import type { LiveApis } from "./live-apis.js";

export interface Inventory {
  /** `Kind namespace/name` of every object that is no default of the cluster, sorted. */
  readonly objects: readonly string[];
  /** Inventory paths, templates included, sorted. */
  readonly virtualMachines: readonly string[];
}

/** Kinds of objects that a stack or its controllers create; reading all served kinds takes seconds. */
const kinds = [
  "configmaps",
  "secrets",
  "namespaces",
  "clusters.cluster.x-k8s.io",
  "machines.cluster.x-k8s.io",
  "machinesets.cluster.x-k8s.io",
  "machinedeployments.cluster.x-k8s.io",
  "machinehealthchecks.cluster.x-k8s.io",
  "kubeadmconfigs.bootstrap.cluster.x-k8s.io",
  "kubeadmcontrolplanes.controlplane.cluster.x-k8s.io",
  "kubeadmcontrolplanetemplates.controlplane.cluster.x-k8s.io",
  "vsphereclusters.infrastructure.cluster.x-k8s.io",
  "vsphereclusteridentities.infrastructure.cluster.x-k8s.io",
  "vspheremachines.infrastructure.cluster.x-k8s.io",
  "vspheremachinetemplates.infrastructure.cluster.x-k8s.io",
  "vspherevms.infrastructure.cluster.x-k8s.io",
  "clusterbootstraps.run.tanzu.vmware.com",
  "clusterbootstraptemplates.run.tanzu.vmware.com",
  "kappcontrollerconfigs.run.tanzu.vmware.com",
  "tanzukubernetesreleases.run.tanzu.vmware.com",
  "osimages.run.tanzu.vmware.com",
  "antreaconfigs.cni.tanzu.vmware.com",
  "calicoconfigs.cni.tanzu.vmware.com",
  "vspherecpiconfigs.cpi.tanzu.vmware.com",
  "vspherecsiconfigs.csi.tanzu.vmware.com",
  "packageinstalls.packaging.carvel.dev",
  "packages.data.packaging.carvel.dev",
] as const;

export async function inventory(apis: LiveApis): Promise<Inventory> {
  const [objects, virtualMachines] = await Promise.all([allObjects(apis), apis.vmPaths()]);
  return { objects, virtualMachines };
}

async function allObjects(apis: LiveApis): Promise<readonly string[]> {
  const columns = "custom-columns=KIND:.kind,NAMESPACE:.metadata.namespace,NAME:.metadata.name";
  const text = await apis.kubectl([
    "get",
    kinds.join(","),
    "--all-namespaces",
    "--no-headers",
    "-o",
    columns,
  ]);
  return text
    .split("\n")
    .filter(Boolean)
    .map((line) => {
      const [kind = "", namespace = "", name = ""] = line.split(/ +/);
      return `${kind} ${namespace === "<none>" ? "" : namespace}/${name}`;
    })
    .sort();
}
