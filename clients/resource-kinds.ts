/** Resources as kubectl takes them. One name for each, so that what was read under it is found again. */
export const namespaceKind = "namespaces";
export const clusterKind = "clusters.cluster.x-k8s.io";
export const clusterClassKind = "clusterclasses.cluster.x-k8s.io";
export const tkrKind = "tanzukubernetesreleases.run.tanzu.vmware.com";
export const osImageKind = "osimages.run.tanzu.vmware.com";
