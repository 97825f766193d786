// The tools: which version is wanted, which one on PATH will do, and what one is built from where there is none.
// Adding a tool: its name in tool-names.ts, its line here (README.md).
import type { ToolName } from "./tool-names.js";
import type { VersionRule } from "./version-rule.js";

/** How to learn the version of the one on PATH, and which version will do. */
export interface Probe {
  readonly arguments: readonly string[];
  /** Its first group is the version, in what the tool prints. */
  readonly pattern: RegExp;
  readonly rule: VersionRule;
}

/** A Go program in one of the pinned modules. */
export interface GoBuild {
  /** Folder of the module below toolchain/. */
  readonly module: string;
  /** Package to build: "./folder" in that module, or an import path. */
  readonly package: string;
  /** Values that the linker writes into variables, by the variable's full name. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Folders below toolchain/, beside the package's own, that go into it. */
  readonly sources?: readonly string[];
  /** Size of the binary, in MB: larger ones are built first (plan.ts). @default 0 */
  readonly megabytes?: number;
  /** Which files have to be written before it can be compiled (generated-sources.ts). */
  readonly generated?: "kubernetes-embeds" | "vsphere-schema" | "webhook-address";
}

/** A Pulumi plugin: can be downloaded by Pulumi where its download site can be reached. */
export interface PluginSpec {
  /** Name of the package, as in "pulumi plugin install resource NAME". */
  readonly name: string;
}

/** One tool. */
export interface ToolSpec {
  /** Version that is built or downloaded. */
  readonly version: string;
  /** Undefined: one on PATH is never used. */
  readonly probe?: Probe;
  readonly plugin?: PluginSpec;
  /** Undefined: not built with Go (command-stand-in.ts). */
  readonly build?: GoBuild;
  /** What to install when it can be neither found nor built. */
  readonly instead: string;
}

const kubernetes = "1.36.3";
const kubernetesVariables = {
  "k8s.io/component-base/version.gitVersion": `v${kubernetes}`,
  "k8s.io/component-base/version.gitMajor": "1",
  "k8s.io/component-base/version.gitMinor": "36",
};

const pulumiWithHost =
  "install the Pulumi CLI 3.250 or newer, which brings it along (https://www.pulumi.com/docs/install/)";

const fixNetwork = "fix the access to the Go module proxy (go env GOPROXY), then run this again";

/** A server of the sandbox: nobody has it on PATH, or in this form. */
function sandboxServer(version: string, build: GoBuild, probe?: Probe): ToolSpec {
  return { version, build, instead: fixNetwork, ...(probe === undefined ? {} : { probe }) };
}

const clusterApiVersion = { "sigs.k8s.io/cluster-api/version.gitVersion": "v1.2.8" };

/** Every tool. */
export const catalogue: Readonly<Record<ToolName, ToolSpec>> = {
  pulumi: {
    version: "3.259.0",
    probe: {
      arguments: ["version"],
      pattern: /^v?(\d+\.\d+\.\d+)/,
      rule: { atLeast: "3.250.0", below: "4.0.0" },
    },
    build: {
      module: "pulumi",
      package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
      megabytes: 115,
      variables: { "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": "3.259.0" },
    },
    instead:
      "install the Pulumi CLI 3.250 or newer and put it on PATH (https://www.pulumi.com/docs/install/)",
  },
  // These two go with a CLI that was built here; a CLI on PATH brings its own language host. The first passes to the second
  // the runtime section of Pulumi.yaml. The second is of the last version whose module holds it.
  "pulumi-language-nodejs": {
    version: "1.0.0",
    build: { module: "language-nodejs", package: "./options", megabytes: 2 },
    instead: pulumiWithHost,
  },
  "pulumi-nodejs-host": {
    version: "3.67.0",
    build: {
      module: "language-nodejs",
      package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
      megabytes: 18,
      variables: { "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": "3.67.0" },
    },
    instead: pulumiWithHost,
  },
  "pulumi-resource-kubernetes": {
    version: "4.25.0",
    plugin: { name: "kubernetes" },
    build: {
      module: "provider-kubernetes",
      package: ".",
      megabytes: 306,
      variables: { "github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/version.Version": "4.25.0" },
      generated: "kubernetes-embeds",
    },
    instead: "open the way to Pulumi's download site, then run this again",
  },
  "pulumi-resource-vsphere": {
    version: "4.17.0",
    plugin: { name: "vsphere" },
    build: {
      module: "provider-vsphere",
      package: "./plugin",
      megabytes: 60,
      sources: ["provider-vsphere"],
      generated: "vsphere-schema",
    },
    instead: "open the way to Pulumi's download site, then run this again",
  },
  "pulumi-resource-command": {
    version: "1.2.1",
    plugin: { name: "command" },
    instead: "open the way to Pulumi's download site, then run this again",
  },
  kubectl: {
    version: kubernetes,
    probe: {
      arguments: ["version", "--client", "--output=json"],
      pattern: /"gitVersion":\s*"v(\d+\.\d+\.\d+)/,
      rule: { atLeast: "1.29.0", below: "2.0.0" },
    },
    build: { module: "kubernetes", package: "./kubectl", megabytes: 57, variables: kubernetesVariables },
    instead: "install kubectl 1.29 or newer and put it on PATH (https://kubernetes.io/docs/tasks/tools/)",
  },
  govc: {
    version: "0.55.1",
    probe: {
      arguments: ["version"],
      pattern: /^govc v?(\d+\.\d+\.\d+)/,
      rule: { atLeast: "0.40.0", below: "1.0.0" },
    },
    build: {
      module: "vmware",
      package: "./govc",
      megabytes: 27,
      variables: { "github.com/vmware/govmomi/cli/flags.BuildVersion": "v0.55.1" },
    },
    instead: "install govc 0.40 or newer and put it on PATH (https://github.com/vmware/govmomi/releases)",
  },
  imgpkg: {
    version: "0.46.1",
    probe: {
      arguments: ["version"],
      pattern: /imgpkg version v?(\d+\.\d+\.\d+)/,
      rule: { atLeast: "0.40.0", below: "1.0.0" },
    },
    build: {
      module: "imgpkg",
      package: "carvel.dev/imgpkg/cmd/imgpkg",
      megabytes: 18,
      variables: { "carvel.dev/imgpkg/pkg/imgpkg/cmd.Version": "0.46.1" },
    },
    instead: "install imgpkg 0.40 or newer and put it on PATH (https://carvel.dev/imgpkg/)",
  },
  ytt: {
    version: "0.52.0",
    probe: {
      arguments: ["version"],
      pattern: /ytt version v?(\d+\.\d+\.\d+)/,
      rule: { atLeast: "0.45.0", below: "1.0.0" },
    },
    build: {
      module: "ytt",
      package: "carvel.dev/ytt/cmd/ytt",
      megabytes: 12,
      variables: { "carvel.dev/ytt/pkg/version.Version": "0.52.0" },
    },
    instead: "install ytt 0.45 or newer and put it on PATH (https://carvel.dev/ytt/)",
  },
  etcd: sandboxServer(
    "3.6.5",
    { module: "etcd-and-registry", package: "go.etcd.io/etcd/server/v3", megabytes: 27 },
    {
      arguments: ["--version"],
      pattern: /etcd Version: (\d+\.\d+\.\d+)/,
      rule: { atLeast: "3.5.0", below: "4.0.0" },
    },
  ),
  "kube-apiserver": sandboxServer(
    kubernetes,
    { module: "kubernetes", package: "./kube-apiserver", megabytes: 105, variables: kubernetesVariables },
    {
      arguments: ["--version"],
      pattern: /Kubernetes v(\d+\.\d+\.\d+)/,
      rule: { atLeast: "1.36.0", below: "1.37.0" },
    },
  ),
  "kube-controller-manager": sandboxServer(
    kubernetes,
    {
      module: "kubernetes",
      package: "./kube-controller-manager",
      megabytes: 95,
      variables: kubernetesVariables,
    },
    {
      arguments: ["--version"],
      pattern: /Kubernetes v(\d+\.\d+\.\d+)/,
      rule: { atLeast: "1.36.0", below: "1.37.0" },
    },
  ),
  "guest-kubelet": sandboxServer(kubernetes, {
    module: "kubernetes",
    package: "./guest-kubelet",
    megabytes: 10,
  }),
  "packaging-api": sandboxServer("0.50.0", {
    module: "kapp-controller",
    package: "./packaging-api",
    megabytes: 60,
  }),
  registry: sandboxServer("0.20.6", { module: "etcd-and-registry", package: "./registry", megabytes: 7 }),
  vcsim: sandboxServer("0.55.1", { module: "vmware", package: "./vcsim", megabytes: 26 }),
  "cluster-api": sandboxServer("1.2.8", {
    module: "cluster-api",
    package: "sigs.k8s.io/cluster-api",
    megabytes: 67,
    sources: ["netaddr", "webhook-address"],
    generated: "webhook-address",
    variables: clusterApiVersion,
  }),
  "kubeadm-bootstrap": sandboxServer("1.2.8", {
    module: "cluster-api",
    package: "sigs.k8s.io/cluster-api/bootstrap/kubeadm",
    megabytes: 40,
    sources: ["netaddr", "webhook-address"],
    generated: "webhook-address",
    variables: clusterApiVersion,
  }),
  "kubeadm-control-plane": sandboxServer("1.2.8", {
    module: "cluster-api",
    package: "sigs.k8s.io/cluster-api/controlplane/kubeadm",
    megabytes: 44,
    sources: ["netaddr", "webhook-address"],
    generated: "webhook-address",
    variables: clusterApiVersion,
  }),
  capv: sandboxServer("1.5.3", {
    module: "cluster-api-provider-vsphere",
    package: "sigs.k8s.io/cluster-api-provider-vsphere",
    megabytes: 56,
    sources: ["netaddr", "webhook-address"],
    generated: "webhook-address",
  }),
};
