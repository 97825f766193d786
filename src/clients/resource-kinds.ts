/** Resources as kubectl takes them. One name for each, so that what was read under it is found again. */
export const namespaceKind = "namespaces";
export const clusterKind = "clusters.cluster.x-k8s.io";
export const clusterClassKind = "clusterclasses.cluster.x-k8s.io";
export const tkrKind = "tanzukubernetesreleases.run.tanzu.vmware.com";
export const osImageKind = "osimages.run.tanzu.vmware.com";
export const machineKind = "machines.cluster.x-k8s.io";
export const controlPlaneKind = "kubeadmcontrolplanes.controlplane.cluster.x-k8s.io";
export const vsphereClusterKind = "vsphereclusters.infrastructure.cluster.x-k8s.io";
export const vsphereMachineKind = "vspheremachines.infrastructure.cluster.x-k8s.io";
export const vsphereVmKind = "vspherevms.infrastructure.cluster.x-k8s.io";
export const bootstrapKind = "clusterbootstraps.run.tanzu.vmware.com";
export const packageKind = "packages.data.packaging.carvel.dev";
