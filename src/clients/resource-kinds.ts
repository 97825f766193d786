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
export const bootstrapTemplateKind = "clusterbootstraptemplates.run.tanzu.vmware.com";
export const calicoConfigKind = "calicoconfigs.cni.tanzu.vmware.com";
export const cpiConfigKind = "vspherecpiconfigs.cpi.tanzu.vmware.com";
export const identityKind = "vsphereclusteridentities.infrastructure.cluster.x-k8s.io";
export const packageKind = "packages.data.packaging.carvel.dev";
export const definitionKind = "customresourcedefinitions.apiextensions.k8s.io";
export const ipAddressKind = "ipaddresses.ipam.cluster.x-k8s.io";
export const ipAddressClaimKind = "ipaddressclaims.ipam.cluster.x-k8s.io";
export const addressPoolKind = "inclusterippools.ipam.cluster.x-k8s.io";

/** Kinds of the in-cluster IPAM provider's pools. */
export const addressPoolKinds: ReadonlyMap<
  string,
  { readonly name: string; readonly isNamespaced: boolean }
> = new Map([
  ["InClusterIPPool", { name: addressPoolKind, isNamespaced: true }],
  ["GlobalInClusterIPPool", { name: "globalinclusterippools.ipam.cluster.x-k8s.io", isNamespaced: false }],
]);
