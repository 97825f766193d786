// The objects that Cluster API and CAPV derive from a Cluster, with the fields that others read. Pure.
// The light profile makes one of each kind; their names end in five random characters as the real ones' do.
import { ownerReferenceTo, type KubeObject } from "../runtime/objects.js";
import { apiVersionOf, type Resource } from "../runtime/resources.js";
import {
  clusterNameLabel,
  controlPlanes,
  machines,
  vsphereClusters,
  vsphereMachines,
  vsphereVms,
  type Cluster,
  type Endpoint,
  type ObjectReference,
  type StatusObject,
} from "./kinds.js";
import type { IdentityReference, Placement } from "./placement.js";

/** Finalizers of the real controllers. */
export const finalizers = {
  cluster: "cluster.cluster.x-k8s.io",
  machine: "machine.cluster.x-k8s.io",
  controlPlane: "kubeadm.controlplane.cluster.x-k8s.io",
  vsphereCluster: "vspherecluster.infrastructure.cluster.x-k8s.io",
  vsphereMachine: "vspheremachine.infrastructure.cluster.x-k8s.io",
  vsphereVm: "vspherevm.infrastructure.cluster.x-k8s.io",
  addressClaim: "vspherevm.infrastructure.cluster.x-k8s.io/ip-claim-protection",
  secret: "vspherecluster/infrastructure.cluster.x-k8s.io",
} as const;

const alphabet = "bcdfghjklmnpqrstvwxz2456789";

/** Five characters as Kubernetes puts behind a generated name. */
export function suffix(random: () => number = Math.random): string {
  return Array.from({ length: 5 }, () => alphabet[Math.floor(random() * alphabet.length)]).join("");
}

/** A reference to an object. */
export function referenceTo(object: KubeObject): ObjectReference {
  const { apiVersion, kind, metadata } = object;
  return {
    apiVersion,
    kind,
    name: metadata.name,
    ...(metadata.namespace ? { namespace: metadata.namespace } : {}),
  };
}

function owned(
  kind: Resource<StatusObject>,
  name: string,
  owner: KubeObject,
  cluster: Cluster,
  finalizer: string,
  spec: Record<string, unknown>,
): StatusObject {
  return {
    apiVersion: apiVersionOf(kind),
    kind: kind.kind,
    metadata: {
      name,
      namespace: cluster.metadata.namespace ?? "default",
      labels: {
        [clusterNameLabel]: cluster.metadata.name,
        "topology.cluster.x-k8s.io/owned": "",
        ...(kind === vsphereClusters ? {} : { "cluster.x-k8s.io/control-plane": "" }),
      },
      annotations: { "sandbox.tkg-edge/stand-in": "capi-light" },
      finalizers: [finalizer],
      ownerReferences: [ownerReferenceTo(owner, { controller: true, blockOwnerDeletion: true })],
    },
    spec,
  };
}

/** The cluster's place in vCenter. */
export function vsphereCluster(
  cluster: Cluster,
  name: string,
  placement: Placement,
  identity: IdentityReference,
  endpoint: Endpoint,
): StatusObject {
  return owned(vsphereClusters, name, cluster, cluster, finalizers.vsphereCluster, {
    server: placement.server,
    thumbprint: placement.thumbprint,
    identityRef: identity,
    controlPlaneEndpoint: endpoint,
  });
}

/** The control plane of one replica. */
export function controlPlane(cluster: Cluster, name: string): StatusObject {
  const version = cluster.spec?.topology?.version ?? "";
  const infrastructureRef = {
    apiVersion: apiVersionOf(vsphereMachines),
    kind: "VSphereMachineTemplate",
    name: `${name}-control-plane`,
    namespace: cluster.metadata.namespace ?? "default",
  };
  return owned(controlPlanes, name, cluster, cluster, finalizers.controlPlane, {
    replicas: cluster.spec?.topology?.controlPlane?.replicas ?? 1,
    version,
    kubeadmConfigSpec: {},
    machineTemplate: { infrastructureRef },
  });
}

const device = ({ network: networkName, pools }: Placement) =>
  pools.length === 0 ? { networkName, dhcp4: true } : { networkName, addressesFromPools: pools };

/** The three objects of a machine: they share its name, as CAPV's do. */
export function machineObjects(
  cluster: Cluster,
  plane: KubeObject,
  name: string,
  placement: Placement,
): {
  machine: StatusObject;
  vsphereMachine: (owner: KubeObject) => StatusObject;
  vsphereVm: (owner: KubeObject) => StatusObject;
} {
  const version = cluster.spec?.topology?.version ?? "";
  const clone = {
    server: placement.server,
    thumbprint: placement.thumbprint,
    datacenter: placement.datacenter,
    folder: placement.folder,
    resourcePool: placement.resourcePool,
    datastore: placement.datastore,
    template: placement.template,
    cloneMode: placement.linkedClone ? "linkedClone" : "fullClone",
    numCPUs: placement.numCpus,
    memoryMiB: placement.memoryMiB,
    diskGiB: placement.diskGiB,
    network: { devices: [device(placement)] },
  };
  const infrastructureRef = {
    apiVersion: apiVersionOf(vsphereMachines),
    kind: vsphereMachines.kind,
    name,
    namespace: cluster.metadata.namespace ?? "default",
  };
  return {
    machine: owned(machines, name, plane, cluster, finalizers.machine, {
      clusterName: cluster.metadata.name,
      version,
      bootstrap: { dataSecretName: name },
      infrastructureRef,
    }),
    vsphereMachine: (owner) => owned(vsphereMachines, name, owner, cluster, finalizers.vsphereMachine, clone),
    vsphereVm: (owner) => owned(vsphereVms, name, owner, cluster, finalizers.vsphereVm, clone),
  };
}
