// The status of a machine's objects and of the control plane, derived from the current virtual machine and
// its Node.
import type { StandInContext } from "../stand-in.js";
import { isFalse, isTrue, type ConditionUpdate } from "./conditions.js";
import { setSpec, setStatus } from "./derived.js";
import {
  controlPlanes,
  machines,
  vsphereMachines,
  vsphereVms,
  type Cluster,
  type StatusObject,
} from "./kinds.js";
import type { Existing } from "./virtual-machine.js";
import { findNode } from "./workload.js";

/** How far the Cluster is. */
export interface Progress {
  readonly infrastructure: ConditionUpdate;
  readonly initialized: ConditionUpdate;
  readonly controlPlane: ConditionUpdate;
}

/** The objects of a cluster's one machine. */
export interface Parts {
  readonly plane: StatusObject;
  readonly machine: StatusObject;
  readonly vsphereMachine: StatusObject;
  readonly vm: StatusObject;
}

/** A VM is not cloned before it has its addresses. */
export async function waitingForAddress({ vm }: Parts, context: StandInContext): Promise<Progress> {
  const text = "Waiting for IPAddressClaim to have an IPAddress bound";
  const waiting = isFalse("IPAddressClaimed", "WaitingForIPAddress", text);
  await setStatus(vsphereVms, vm, { ready: false }, [waiting, { ...waiting, type: "Ready" }], context);
  return {
    infrastructure: isTrue("InfrastructureReady"),
    initialized: isFalse("ControlPlaneInitialized", "WaitingForControlPlaneProviderInitialized", text),
    controlPlane: isFalse("ControlPlaneReady", "WaitingForKubeadmInit", text),
  };
}

/** Reports the virtual machine and, once it answers, its Node on all objects of the machine. */
export async function reportMachine(
  cluster: Cluster,
  parts: Parts,
  /** From pools; none: VMware Tools report the one of DHCP. */
  given: readonly string[],
  existing: Existing,
  kubeconfig: string,
  context: StandInContext,
): Promise<Progress> {
  const providerId = `vsphere://${existing.biosUuid}`;
  const guests = context.sandbox.settings.guests;
  const reported = existing.address === "" ? [] : [existing.address];
  const addresses = given.length > 0 ? given : reported;
  await setSpec(vsphereVms, parts.vm, { biosUUID: existing.biosUuid }, context);
  await setStatus(
    vsphereVms,
    parts.vm,
    { ready: true, addresses },
    [...(given.length > 0 ? [isTrue("IPAddressClaimed")] : []), isTrue("VMProvisioned"), isTrue("Ready")],
    context,
  );
  await setSpec(vsphereMachines, parts.vsphereMachine, { providerID: providerId }, context);
  await setStatus(
    vsphereMachines,
    parts.vsphereMachine,
    { ready: true },
    [isTrue("VMProvisioned"), isTrue("Ready")],
    context,
  );
  await setSpec(machines, parts.machine, { providerID: providerId }, context);
  const node = guests
    ? await findNode(kubeconfig, providerId)
    : { name: parts.machine.metadata.name, uid: "", ready: true };
  const machineStatus = {
    phase: node ? "Running" : "Provisioned",
    infrastructureReady: true,
    bootstrapReady: true,
    addresses: addresses.map((address) => ({ type: "ExternalIP", address })),
    ...(node ? { nodeRef: { apiVersion: "v1", kind: "Node", name: node.name, uid: node.uid } } : {}),
  };
  const ready = node?.ready === true;
  const healthy = ready
    ? isTrue("NodeHealthy")
    : isFalse("NodeHealthy", "NodeProvisioning", "waiting for the Node");
  await setStatus(
    machines,
    parts.machine,
    machineStatus,
    [isTrue("InfrastructureReady"), isTrue("BootstrapReady"), healthy, isTrue("Ready")],
    context,
  );
  const available = node
    ? isTrue("Available")
    : isFalse("Available", "WaitingForKubeadmInit", "waiting for kubeadm");
  const planeReady = ready
    ? isTrue("Ready")
    : isFalse("Ready", "WaitingForKubeadmInit", "waiting for the Node");
  const version = cluster.spec?.topology?.version;
  const counts = {
    replicas: 1,
    updatedReplicas: 1,
    readyReplicas: ready ? 1 : 0,
    unavailableReplicas: ready ? 0 : 1,
  };
  await setStatus(
    controlPlanes,
    parts.plane,
    { ...counts, version, initialized: node !== undefined, ready },
    [
      isTrue("CertificatesAvailable"),
      isTrue("MachinesCreated"),
      isTrue("MachinesReady"),
      isTrue("Resized"),
      available,
      planeReady,
    ],
    context,
  );
  return {
    infrastructure: isTrue("InfrastructureReady"),
    initialized: node
      ? isTrue("ControlPlaneInitialized")
      : isFalse(
          "ControlPlaneInitialized",
          "WaitingForControlPlaneProviderInitialized",
          "waiting for the control plane",
        ),
    controlPlane: ready
      ? isTrue("ControlPlaneReady")
      : isFalse("ControlPlaneReady", "WaitingForKubeadmInit", "waiting for the Node"),
  };
}
