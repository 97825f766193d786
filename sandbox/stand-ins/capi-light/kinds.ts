// The kinds of Cluster API and CAPV that the light profile reads and writes, as far as it does.
import type { FreeObject, KubeObject } from "../runtime/objects.js";
import { resource } from "../runtime/resources.js";
import type { Variable, VariableDefinition } from "./variables.js";

/** A condition in Cluster API's v1beta1 style. */
export interface Condition {
  readonly type: string;
  readonly status: "True" | "False" | "Unknown";
  readonly severity?: "Info" | "Warning" | "Error";
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime: string;
}

/** A reference to another object. */
export interface ObjectReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

/** Host and port of an API server. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** A Cluster of cluster.x-k8s.io/v1beta1. */
export interface Cluster extends KubeObject {
  spec?: {
    paused?: boolean;
    clusterNetwork?: {
      pods?: { cidrBlocks?: string[] };
      services?: { cidrBlocks?: string[] };
      serviceDomain?: string;
    };
    controlPlaneEndpoint?: Endpoint;
    infrastructureRef?: ObjectReference;
    controlPlaneRef?: ObjectReference;
    topology?: {
      class: string;
      version: string;
      controlPlane?: { replicas?: number };
      variables?: Variable[];
    };
  };
  status?: {
    phase?: string;
    infrastructureReady?: boolean;
    controlPlaneReady?: boolean;
    observedGeneration?: number;
    conditions?: Condition[];
  };
}

/** A ClusterClass of cluster.x-k8s.io/v1beta1. */
export interface ClusterClass extends KubeObject {
  spec?: { variables?: VariableDefinition[] };
  status?: {
    variables?: { name: string; definitions: Omit<VariableDefinition, "name">[] }[];
  };
}

/** Variables of a class: of its spec, and of its status where an extension defines them. */
export function definitionsOf({ spec, status }: ClusterClass): VariableDefinition[] {
  const discovered = (status?.variables ?? []).flatMap(({ name, definitions: [first] }) =>
    first ? [{ ...first, name }] : [],
  );
  return discovered.length > 0 ? discovered : (spec?.variables ?? []);
}

/** Any object of Cluster API with a spec and a status. */
export interface StatusObject extends FreeObject {
  spec?: Record<string, unknown>;
  status?: Record<string, unknown>;
}

export const clusters = resource<Cluster>("cluster.x-k8s.io/v1beta1", "Cluster", "clusters");
export const clusterClasses = resource<ClusterClass>(
  "cluster.x-k8s.io/v1beta1",
  "ClusterClass",
  "clusterclasses",
);
export const machines = resource<StatusObject>("cluster.x-k8s.io/v1beta1", "Machine", "machines");
export const controlPlanes = resource<StatusObject>(
  "controlplane.cluster.x-k8s.io/v1beta1",
  "KubeadmControlPlane",
  "kubeadmcontrolplanes",
);
const infrastructure = "infrastructure.cluster.x-k8s.io/v1beta1";
export const vsphereClusters = resource<StatusObject>(infrastructure, "VSphereCluster", "vsphereclusters");
export const vsphereMachines = resource<StatusObject>(infrastructure, "VSphereMachine", "vspheremachines");
export const vsphereVms = resource<StatusObject>(infrastructure, "VSphereVM", "vspherevms");

/** A shared identity: vCenter credentials for clusters of many namespaces. */
export interface Identity extends StatusObject {
  spec?: { secretName?: string };
}

export const identities = resource<Identity>(
  infrastructure,
  "VSphereClusterIdentity",
  "vsphereclusteridentities",
  "Cluster",
);

/** Where shared identities keep their Secrets. */
export const identityNamespace = "capv-system";

/** Cluster API's label that ties all objects of a cluster together. */
export const clusterNameLabel = "cluster.x-k8s.io/cluster-name";
