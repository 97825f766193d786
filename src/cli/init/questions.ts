/** What `tkg-edge init` has to know, each with its option. What a value must be is decided by the schema of its keys. */
import { triedTinyTkrs } from "../../config/tkg-releases.js";

export const names = [
  ...(["kubeconfig", "context", "vcenter", "vcenterUser", "thumbprint", "registry", "registryCa"] as const),
  ...(["tkrVersion", "os", "ova", "datacenter", "datastore", "folder", "resourcePool", "network"] as const),
  ...(["site", "endpoint"] as const),
] as const;
export type AnswerName = (typeof names)[number];
export type Answers = Readonly<Partial<Record<AnswerName, string>>>;

export interface Question {
  readonly name: AnswerName;
  /** Option, as commander takes it. */
  readonly option: string;
  /** What is asked for. */
  readonly text: string;
  /** Keys that have the answer, by which a problem finds its question. */
  readonly keys: readonly string[];
  /** Answer of who gives none. @default - none */
  readonly otherwise?: (answers: Answers) => string | undefined;
  /** Whether it is a question at all after these answers. @default - always */
  readonly isNeeded?: (answers: Answers) => boolean;
}

const placed = (key: string) => [`tkg-edge:site.placement.${key}`, `tkg-edge:template.${key}`];

/** In the order in which they are asked; an answer may be the default of a later one. */
export const questions: readonly Question[] = [
  {
    name: "kubeconfig",
    option: "--kubeconfig <file>",
    text: "kubeconfig of the management cluster, relative to the project",
    keys: ["tkg-edge:connection.managementCluster.kubeconfig"],
    otherwise: () => "mgmt.kubeconfig",
  },
  {
    name: "context",
    option: "--context <name>",
    text: "context in that kubeconfig, such as mgmt-admin@mgmt",
    keys: ["tkg-edge:connection.managementCluster.context"],
  },
  {
    name: "vcenter",
    option: "--vcenter <server>",
    text: "vCenter, as host or host:port",
    keys: ["tkg-edge:connection.vcenter.server"],
  },
  {
    name: "vcenterUser",
    option: "--vcenter-user <name>",
    text: "vCenter user",
    keys: ["tkg-edge:connection.vcenter.username"],
    otherwise: () => "administrator@vsphere.local",
  },
  {
    name: "thumbprint",
    option: "--thumbprint <sha1>",
    text: "SHA-1 thumbprint of vCenter's certificate",
    keys: ["tkg-edge:connection.vcenter.thumbprint", "tkg-edge:connection.vcenter"],
  },
  {
    name: "registry",
    option: "--registry <host/path>",
    text: "registry with TKG's images; empty if the management cluster lists the tiny TKr already",
    keys: ["tkg-edge:connection.registry.host", "tkg-edge:connection.registry"],
    otherwise: () => "",
  },
  {
    name: "registryCa",
    option: "--registry-ca <file>",
    text: "PEM file with the registry's CA; empty for a public one",
    keys: ["tkg-edge:connection.registry.caFile"],
    otherwise: () => "",
    isNeeded: ({ registry }) => registry !== undefined && registry !== "",
  },
  {
    name: "tkrVersion",
    option: "--tkr-version <version>",
    text: "tiny TKr",
    keys: ["tkg-edge:management.tkr.version", "tkg-edge:template.tkrVersion"],
    otherwise: () => triedTinyTkrs[0]?.tkrVersion,
  },
  {
    name: "os",
    option: "--os <name>",
    text: "operating system of the node: photon or ubuntu",
    keys: ["tkg-edge:template.os", "tkg-edge:site.os"],
    otherwise: () => "photon",
  },
  {
    name: "ova",
    option: "--ova <file>",
    text: "Tiny OVA, relative to the project",
    keys: ["tkg-edge:template.ova"],
    otherwise: ({ os, tkrVersion }) =>
      `${os === "ubuntu" ? "ubuntu-2004" : "photon-3"}-kube-${tkrVersion?.replace(/-tkg\.\d+$/, "") ?? ""}.ova`,
  },
  {
    name: "datacenter",
    option: "--datacenter <path>",
    text: "datacenter, such as /dc0",
    keys: placed("datacenter"),
  },
  {
    name: "datastore",
    option: "--datastore <path>",
    text: "datastore, such as /dc0/datastore/edge",
    keys: placed("datastore"),
  },
  {
    name: "folder",
    option: "--folder <path>",
    text: "folder of the VMs",
    keys: placed("folder"),
    otherwise: ({ datacenter }) => (datacenter === undefined ? undefined : `${datacenter}/vm`),
  },
  {
    name: "resourcePool",
    option: "--resource-pool <path>",
    text: "resource pool, such as /dc0/host/edge/Resources",
    keys: placed("resourcePool"),
  },
  {
    name: "network",
    option: "--network <path>",
    text: "network, such as /dc0/network/edge",
    keys: placed("network"),
  },
  {
    name: "site",
    option: "--site <name>",
    text: "name of the first site, which is also its stack",
    keys: ["tkg-edge:site.name"],
  },
  {
    name: "endpoint",
    option: "--endpoint <address>",
    text: "address of that site's Kubernetes API",
    keys: ["tkg-edge:site.controlPlaneEndpoint"],
  },
];

/** Name of an option without its value. */
export const optionOf = ({ option }: Question): string => option.split(" ", 1)[0] ?? option;
