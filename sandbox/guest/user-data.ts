// What the control plane provider put into the virtual machine: cloud-init user data made for kubeadm.
//
// In:  guestinfo.userdata and guestinfo.metadata of the virtual machine. Out: the certificate authorities and keys
// that kubeadm would find on its disk, and what kubeadm would be told. Nothing is read from anywhere else, so a
// guest of a rebuilt cluster can only have the new cluster's keys.
import yaml from "js-yaml";
import { z } from "zod";
import { isRecord } from "../stand-ins/runtime/objects.js";
import type { VirtualMachine } from "./vcenter.js";

const networking = z.object({
  serviceSubnet: z.string().default("10.96.0.0/12"),
  podSubnet: z.string().optional(),
  dnsDomain: z.string().default("cluster.local"),
});

const clusterConfiguration = z.looseObject({
  kind: z.literal("ClusterConfiguration"),
  clusterName: z.string(),
  controlPlaneEndpoint: z.string(),
  kubernetesVersion: z.string(),
  networking: networking.prefault({}),
  apiServer: z.looseObject({ certSANs: z.array(z.string()).default([]) }).prefault({}),
});

const taint = z.object({ key: z.string(), value: z.string().optional(), effect: z.string() });

const initConfiguration = z.looseObject({
  kind: z.literal("InitConfiguration"),
  nodeRegistration: z
    .looseObject({
      name: z.string().optional(),
      taints: z.array(taint).nullish(),
      kubeletExtraArgs: z.record(z.string(), z.string()).default({}),
    })
    .prefault({}),
});

const cloudConfig = z.looseObject({
  write_files: z.array(
    z.looseObject({ path: z.string(), content: z.string(), encoding: z.string().optional() }),
  ),
});

/** PEM texts of a certificate and its private key. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

/** What `kubeadm init` inside the virtual machine would work from. */
export interface Bootstrap {
  readonly hostName: string;
  readonly clusterName: string;
  /** Host and port where the cluster's API server must answer. */
  readonly endpoint: { readonly host: string; readonly port: number };
  readonly kubernetesVersion: string;
  readonly serviceSubnet: string;
  /** More names and addresses of the API server's certificate. */
  readonly extraNames: readonly string[];
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
  /** The ClusterConfiguration as YAML, for the ConfigMap kubeadm-config. */
  readonly clusterConfiguration: string;
}

const pki = "/etc/kubernetes/pki";

/** The taint that kubeadm puts on a control plane node when the configuration does not say otherwise. */
const defaultTaints = [{ key: "node-role.kubernetes.io/control-plane", effect: "NoSchedule" }];

/** Whether a control plane provider has put bootstrap data into the virtual machine. */
export function hasBootstrapData(machine: VirtualMachine): boolean {
  return machine.extraConfig.has("guestinfo.userdata");
}

/**
 * Reads the bootstrap data of a virtual machine.
 * @throws Error that names what is missing, when the data is not that of a first control plane node.
 */
export function readBootstrap(machine: VirtualMachine): Bootstrap {
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
  const documents = yaml.loadAll(read("/run/kubeadm/kubeadm.yaml"));
  const cluster = only(documents, "ClusterConfiguration", clusterConfiguration, machine);
  const { nodeRegistration } = only(documents, "InitConfiguration", initConfiguration, machine);
  return {
    hostName: nodeRegistration.name ?? hostName,
    clusterName: cluster.clusterName,
    endpoint: parseEndpoint(cluster.controlPlaneEndpoint),
    kubernetesVersion: cluster.kubernetesVersion,
    serviceSubnet: cluster.networking.serviceSubnet,
    extraNames: cluster.apiServer.certSANs,
    taints: nodeRegistration.taints ?? defaultTaints,
    nodeLabels: parseLabels(nodeRegistration.kubeletExtraArgs["node-labels"] ?? ""),
    clusterCa: pair("ca"),
    etcdCa: pair("etcd/ca"),
    frontProxyCa: pair("front-proxy-ca"),
    serviceAccount: { publicKey: read(`${pki}/sa.pub`), privateKey: read(`${pki}/sa.key`) },
    clusterConfiguration: yaml.dump(cluster),
  };
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

function only<T>(
  documents: readonly unknown[],
  kind: string,
  schema: z.ZodType<T>,
  machine: VirtualMachine,
): T {
  const found = documents.find((document) => isRecord(document) && document.kind === kind);
  if (found === undefined) throw new Error(`the user data of virtual machine ${machine.name} has no ${kind}`);
  return schema.parse(found);
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
