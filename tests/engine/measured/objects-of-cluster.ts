/** The objects that a running single-node cluster with Antrea consists of, without what generated names end in. */

export const objectsOfCluster: readonly string[] = [
  "AntreaConfig default/workload-snc-antrea-package",
  "Cluster default/workload-snc",
  "ClusterBootstrap default/workload-snc",
  "ConfigMap default/workload-snc-lock",
  "KappControllerConfig default/workload-snc-kapp-controller-package",
  "KubeadmConfig default/workload-snc-*-*",
  "KubeadmControlPlane default/workload-snc-*",
  "Machine default/workload-snc-*-*",
  "MachineHealthCheck default/workload-snc-*",
  "PackageInstall default/workload-snc-kapp-controller",
  "Secret default/workload-snc",
  "Secret default/workload-snc-*-*",
  "Secret default/workload-snc-antrea-data-values",
  "Secret default/workload-snc-ca",
  "Secret default/workload-snc-etcd",
  "Secret default/workload-snc-kapp-controller-data-values",
  "Secret default/workload-snc-kubeconfig",
  "Secret default/workload-snc-proxy",
  "Secret default/workload-snc-sa",
  "Secret default/workload-snc-vsphere-cpi-data-values",
  "Secret default/workload-snc-vsphere-csi-data-values",
  "VSphereCPIConfig default/workload-snc-vsphere-cpi-package",
  "VSphereCSIConfig default/workload-snc-vsphere-csi-package",
  "VSphereCluster default/workload-snc-*",
  "VSphereMachine default/workload-snc-control-plane-*-*",
  "VSphereMachineTemplate default/workload-snc-control-plane-*",
  "VSphereVM default/workload-snc-*-*",
];

/** Names as above: Kubernetes generates suffixes of five letters and digits, among which there are no vowels. */
export function withoutSuffixes(names: readonly string[]): readonly string[] {
  const suffix = /-[bcdfghjklmnpqrstvwxz2456789]{5}(?=-|$)/g;
  return names.map((name) => name.replace(suffix, "-*")).sort();
}
