// The tools, by the name of their binary, and the Go modules of which files are read at run time.

/** Every tool that `make tools` finds or builds. */
export const toolNames = [
  "pulumi",
  "pulumi-language-nodejs",
  "pulumi-nodejs-host",
  "pulumi-resource-kubernetes",
  "pulumi-resource-vsphere",
  "pulumi-resource-command",
  "kubectl",
  "govc",
  "imgpkg",
  "ytt",
  "etcd",
  "kube-apiserver",
  "kube-controller-manager",
  "guest-kubelet",
  "packaging-api",
  "registry",
  "vcsim",
  "cluster-api",
  "kubeadm-bootstrap",
  "kubeadm-control-plane",
  "capv",
] as const;

/** Name of a tool. */
export type ToolName = (typeof toolNames)[number];

/** Go modules whose folder in the module cache is read at run time: the vendor's own manifests. */
export const manifestModules = ["tanzu-framework", "cluster-api", "kapp-controller"] as const;

/** Name of such a module. */
export type ManifestModule = (typeof manifestModules)[number];
