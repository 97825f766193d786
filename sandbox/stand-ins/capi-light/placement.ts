// What a Cluster requests from vCenter: the placement and the size of its virtual machine. Pure.
import { isRecord } from "../runtime/objects.js";
import { objectVariable } from "./admission.js";
import type { Cluster, Endpoint } from "./kinds.js";

/** A virtual machine to clone. Paths are inventory paths. */
export interface Placement {
  readonly server: string;
  readonly thumbprint: string;
  readonly datacenter: string;
  readonly folder: string;
  readonly resourcePool: string;
  readonly datastore: string;
  readonly network: string;
  /** Where the address of the machine comes from; none: from DHCP. */
  readonly pools: readonly PoolReference[];
  readonly linkedClone: boolean;
  readonly template: string;
  readonly numCpus: number;
  readonly memoryMiB: number;
  readonly diskGiB: number;
}

/** A pool of addresses. */
export interface PoolReference {
  readonly apiGroup: string;
  readonly kind: string;
  readonly name: string;
}

/** Whose credentials are used for vCenter. */
export interface IdentityReference {
  readonly kind: "Secret" | "VSphereClusterIdentity";
  readonly name: string;
}

/** The placement, or undefined when no template was resolved (the Cluster was admitted without TKR resolution). */
export function placementOf(cluster: Cluster): Placement | undefined {
  const topology = cluster.spec?.topology;
  const tkrData = objectVariable(cluster, "TKR_DATA")?.[topology?.version ?? ""];
  const template = text(child(isRecord(tkrData) ? tkrData : undefined, "osImageRef"), "template");
  if (template === "") return undefined;
  const vcenter = objectVariable(cluster, "vcenter");
  const machine = child(objectVariable(cluster, "controlPlane"), "machine");
  return {
    server: text(vcenter, "server"),
    thumbprint: text(vcenter, "tlsThumbprint"),
    datacenter: text(vcenter, "datacenter"),
    folder: text(vcenter, "folder"),
    resourcePool: text(vcenter, "resourcePool"),
    datastore: text(vcenter, "datastore"),
    network: text(vcenter, "network"),
    pools: poolsOf(cluster),
    linkedClone: text(vcenter, "cloneMode") === "linkedClone",
    template,
    numCpus: number(machine, "numCPUs"),
    memoryMiB: number(machine, "memoryMiB"),
    diskGiB: number(machine, "diskGiB"),
  };
}

function poolsOf(cluster: Cluster): readonly PoolReference[] {
  const listed = objectVariable(cluster, "network")?.addressesFromPools;
  return (Array.isArray(listed) ? (listed as unknown[]) : []).filter(isRecord).map((pool) => ({
    apiGroup: text(pool, "apiGroup"),
    kind: text(pool, "kind"),
    name: text(pool, "name"),
  }));
}

/** The identity that the Cluster names, or the Secret that has its own name. */
export function identityOf(cluster: Cluster): IdentityReference {
  const given = objectVariable(cluster, "identityRef");
  if (!given) return { kind: "Secret", name: cluster.metadata.name };
  return {
    kind: given.kind === "VSphereClusterIdentity" ? "VSphereClusterIdentity" : "Secret",
    name: text(given, "name"),
  };
}

/** The endpoint of the API server, or undefined if the Cluster does not set it. */
export function endpointOf(cluster: Cluster): Endpoint | undefined {
  const value = (name: string) =>
    cluster.spec?.topology?.variables?.find((variable) => variable.name === name)?.value;
  const host = value("apiServerEndpoint");
  if (typeof host !== "string" || host === "") return undefined;
  const port = value("apiServerPort");
  return { host, port: typeof port === "number" ? port : 6443 };
}

function child(
  record: Record<string, unknown> | undefined,
  key: string,
): Record<string, unknown> | undefined {
  const value = record?.[key];
  return isRecord(value) ? value : undefined;
}

function text(record: Record<string, unknown> | undefined, key: string): string {
  const value = record?.[key];
  return typeof value === "string" ? value : "";
}

function number(record: Record<string, unknown> | undefined, key: string): number {
  const value = record?.[key];
  return typeof value === "number" ? value : 0;
}
