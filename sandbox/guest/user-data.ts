// What the control plane provider put into the virtual machine: cloud-init user data made for kubeadm.
//
// In: guestinfo.userdata and guestinfo.metadata of the virtual machine. Out: the certificate authorities and
// keys that kubeadm would find on its disk, and kubeadm's configuration. Nothing is read from anywhere else,
// so a guest of a rebuilt cluster can only have the new cluster's keys.
import yaml from "js-yaml";
import { isRecord } from "../stand-ins/runtime/objects.js";
import {
  cloudConfig,
  clusterConfiguration,
  initConfiguration,
  joinConfiguration,
} from "./kubeadm-schemas.js";
import type { VirtualMachine } from "./vcenter.js";

/** PEM texts of a certificate and its private key. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

/** Content of the user data of every control plane node. */
export interface NodeBootstrap {
  readonly hostName: string;
  /** Host and port where the cluster's API server answers. */
  readonly endpoint: { readonly host: string; readonly port: number };
  readonly taints: readonly {
    readonly key: string;
    readonly value?: string | undefined;
    readonly effect: string;
  }[];
  readonly nodeLabels: Readonly<Record<string, string>>;
  readonly clusterCa: KeyPair;
  readonly etcdCa: KeyPair;
  readonly frontProxyCa: KeyPair;
  /** Public and private key that service account tokens are signed with. */
  readonly serviceAccount: { readonly publicKey: string; readonly privateKey: string };
}

/** Facts about the cluster in the first node's user data; a joining node reads them from the cluster. */
export interface ClusterFacts {
  readonly clusterName: string;
  readonly kubernetesVersion: string;
  readonly serviceSubnet: string;
  /** More names and addresses of the API server's certificate. */
  readonly extraNames: readonly string[];
  /** The ClusterConfiguration as YAML, for the ConfigMap kubeadm-config. */
  readonly clusterConfiguration: string;
}

/** What `kubeadm` inside the virtual machine would work from. */
export interface Bootstrap extends NodeBootstrap, ClusterFacts {}

const pki = "/etc/kubernetes/pki";
const joinFile = "/run/kubeadm/kubeadm-join-config.yaml";

/** kubeadm's default taint of a control plane node. */
const defaultTaints = [{ key: "node-role.kubernetes.io/control-plane", effect: "NoSchedule" }];

/** Whether a control plane provider has put bootstrap data into the virtual machine. */
export function hasBootstrapData(machine: VirtualMachine): boolean {
  return machine.extraConfig.has("guestinfo.userdata");
}

/** Whether these are the data of a cluster's first node (`kubeadm init`), not of one that joins. */
export function isFirstNode(bootstrap: NodeBootstrap): bootstrap is Bootstrap {
  return "clusterConfiguration" in bootstrap;
}

/**
 * Reads the bootstrap data of a virtual machine.
 * @returns a {@link Bootstrap} for a cluster's first node, without the facts of the cluster for one that joins.
 * @throws Error that names what is missing, when the data is not that of a control plane node.
 */
export function readBootstrap(machine: VirtualMachine): Bootstrap | NodeBootstrap {
  const metadata = readMetadata(guestInfo(machine, "metadata"));
  const hostName = metadata["local-hostname"] ?? metadata.hostname ?? machine.name;
  const text = renderMetadata(guestInfo(machine, "userdata"), { ...metadata, hostname: hostName });
  const files = new Map(
    cloudConfig
      .parse(yaml.load(text))
      .write_files.map((file) => [file.path, decode(file.content, file.encoding)]),
  );
  const read = (path: string) => {
    const content = files.get(path);
    if (content === undefined)
      throw new Error(`the user data of virtual machine ${machine.name} writes no ${path}`);
    return content;
  };
  const pair = (name: string) => ({
    certificate: read(`${pki}/${name}.crt`),
    key: read(`${pki}/${name}.key`),
  });
  const joins = files.has(joinFile);
  const documents = yaml.loadAll(read(joins ? joinFile : "/run/kubeadm/kubeadm.yaml"));
  const find = (kind: string) => documentOf(documents, kind, machine);
  const cluster = joins ? undefined : readCluster(find("ClusterConfiguration"));
  const joining = joins ? joinConfiguration.parse(find("JoinConfiguration")) : undefined;
  const { nodeRegistration } = joining ?? initConfiguration.parse(find("InitConfiguration"));
  const endpoint = joining?.discovery.bootstrapToken.apiServerEndpoint ?? cluster?.controlPlaneEndpoint ?? "";
  return {
    hostName: nodeRegistration.name ?? hostName,
    endpoint: parseEndpoint(endpoint),
    taints: nodeRegistration.taints ?? defaultTaints,
    nodeLabels: parseLabels(nodeRegistration.kubeletExtraArgs["node-labels"] ?? ""),
    clusterCa: pair("ca"),
    etcdCa: pair("etcd/ca"),
    frontProxyCa: pair("front-proxy-ca"),
    serviceAccount: { publicKey: read(`${pki}/sa.pub`), privateKey: read(`${pki}/sa.key`) },
    ...cluster?.facts,
  };
}

/**
 * Reads a ClusterConfiguration as kubeadm-config holds it.
 * @throws Error when it is none.
 */
export function clusterFacts(clusterConfigurationYaml: string): ClusterFacts {
  return readCluster(yaml.load(clusterConfigurationYaml)).facts;
}

function readCluster(document: unknown): { facts: ClusterFacts; controlPlaneEndpoint: string } {
  const cluster = clusterConfiguration.parse(document);
  const facts = {
    clusterName: cluster.clusterName,
    kubernetesVersion: cluster.kubernetesVersion,
    serviceSubnet: cluster.networking.serviceSubnet,
    extraNames: cluster.apiServer.certSANs,
    clusterConfiguration: yaml.dump(cluster),
  };
  return { facts, controlPlaneEndpoint: cluster.controlPlaneEndpoint };
}

function guestInfo(machine: VirtualMachine, key: string): string {
  const value = machine.extraConfig.get(`guestinfo.${key}`) ?? "";
  return decode(value, machine.extraConfig.get(`guestinfo.${key}.encoding`));
}

function decode(value: string, encoding: string | undefined): string {
  return encoding === "base64" || encoding === "b64" ? Buffer.from(value, "base64").toString("utf8") : value;
}

function readMetadata(text: string): Record<string, string> {
  const values: unknown = yaml.load(text);
  if (typeof values !== "object" || values === null) return {};
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

/** The one templating that bootstrap data uses: cloud-init's `{{ ds.meta_data.hostname }}` and its siblings. */
function renderMetadata(text: string, metadata: Readonly<Record<string, string>>): string {
  return text.replace(/\{\{\s*ds\.meta_data\.(\w+)\s*\}\}/g, (_, key: string) => {
    return metadata[key] ?? metadata[key.replaceAll("_", "-")] ?? "";
  });
}

function documentOf(documents: readonly unknown[], kind: string, machine: VirtualMachine): unknown {
  const found = documents.find((document) => isRecord(document) && document.kind === kind);
  if (found === undefined) throw new Error(`the user data of virtual machine ${machine.name} has no ${kind}`);
  return found;
}

function parseEndpoint(text: string): { host: string; port: number } {
  const match = /^\[?(?<host>[^\]]+?)\]?:(?<port>\d+)$/.exec(text);
  const { host, port } = match?.groups ?? {};
  if (!host || !port) throw new Error(`controlPlaneEndpoint "${text}" is not host:port`);
  return { host, port: Number(port) };
}

function parseLabels(text: string): Record<string, string> {
  const pairs = text.split(",").filter((pair) => pair !== "");
  return Object.fromEntries(
    pairs.map((pair) => [pair.split("=", 1)[0] ?? "", pair.split("=").slice(1).join("=")]),
  );
}
