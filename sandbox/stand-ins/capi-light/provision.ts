// Brings one Cluster into being, step by step, as Cluster API and CAPV are seen to do it from outside.
// Each call does what is possible now and reports it in conditions; it may be repeated at any time.
import { isConflict } from "../runtime/kube-client.js";
import { secrets, type Secret } from "../runtime/resources.js";
import type { StandInContext } from "../stand-in.js";
import { clusterSecret, makeAuthorities, materialOf, type Authorities } from "./authorities.js";
import { metadata, userData } from "./bootstrap-data.js";
import { isFalse, isTrue, type ConditionUpdate } from "./conditions.js";
import { accessFor, adoptSecret } from "./credentials.js";
import { ensureDerived, setSpec, setStatus } from "./derived.js";
import {
  controlPlanes,
  machines,
  vsphereClusters,
  vsphereMachines,
  vsphereVms,
  type Cluster,
  type Endpoint,
  type StatusObject,
} from "./kinds.js";
import { controlPlane, machineObjects, suffix, vsphereCluster } from "./owned-objects.js";
import { identityOf, type Placement } from "./placement.js";
import { provide, type Existing } from "./virtual-machine.js";
import { findNode, makeKubeconfig } from "./workload.js";

/** How far the Cluster is. */
export interface Progress {
  readonly infrastructure: ConditionUpdate;
  readonly initialized: ConditionUpdate;
  readonly controlPlane: ConditionUpdate;
}

/** The cluster's place in vCenter and its control plane object, with the credentials Secret tied to them. */
export async function ensureTopology(
  cluster: Cluster,
  placement: Placement,
  endpoint: Endpoint,
  context: StandInContext,
): Promise<{ infrastructure: StatusObject; plane: StatusObject }> {
  const { name } = cluster.metadata;
  const infrastructure = await ensureDerived(
    vsphereClusters,
    cluster,
    () => vsphereCluster(cluster, `${name}-${suffix()}`, placement, identityOf(cluster), endpoint),
    context,
  );
  const plane = await ensureDerived(
    controlPlanes,
    cluster,
    () => controlPlane(cluster, `${name}-${suffix()}`),
    context,
  );
  return { infrastructure, plane };
}

/** Machine, virtual machine, and the wait for its Node. */
export async function provision(
  cluster: Cluster,
  placement: Placement,
  endpoint: Endpoint,
  objects: { readonly infrastructure: StatusObject; readonly plane: StatusObject },
  context: StandInContext,
): Promise<Progress> {
  const { infrastructure, plane } = objects;
  await adoptSecret(cluster, infrastructure, context);
  await setStatus(
    vsphereClusters,
    infrastructure,
    { ready: true },
    [isTrue("VCenterAvailable"), isTrue("Ready")],
    context,
  );
  const authorities = await ensureAuthorities(cluster, plane, context);
  const kubeconfig = await ensureSecret(cluster, "kubeconfig", plane, context, async () => ({
    value: await makeKubeconfig(cluster.metadata.name, endpoint, authorities.ca),
  }));
  const made = machineObjects(cluster, plane, `${plane.metadata.name}-${suffix()}`, placement);
  const machine = await ensureDerived(machines, cluster, () => made.machine, context);
  const vsphereMachine = await ensureDerived(
    vsphereMachines,
    cluster,
    () => renamed(made.vsphereMachine(machine), machine),
    context,
  );
  const vm = await ensureDerived(
    vsphereVms,
    cluster,
    () => renamed(made.vsphereVm(vsphereMachine), machine),
    context,
  );
  const parts = { plane, machine, vsphereMachine, vm };
  const existing = await ensureMachine(cluster, placement, endpoint, authorities, parts, context);
  return reportMachine(cluster, parts, existing, textOf(kubeconfig, "value"), context);
}

interface Parts {
  readonly plane: StatusObject;
  readonly machine: StatusObject;
  readonly vsphereMachine: StatusObject;
  readonly vm: StatusObject;
}

function renamed(object: StatusObject, machine: StatusObject): StatusObject {
  return { ...object, metadata: { ...object.metadata, name: machine.metadata.name } };
}

async function ensureMachine(
  cluster: Cluster,
  placement: Placement,
  endpoint: Endpoint,
  authorities: Authorities,
  parts: Parts,
  context: StandInContext,
): Promise<Existing> {
  const name = parts.machine.metadata.name;
  try {
    if (context.faults().cloneFails === true) throw new Error("the fault cloneFails is switched on");
    const bootstrap = { userData: userData(cluster, endpoint, authorities), metadata: metadata(name) };
    const access = await accessFor(cluster, context);
    return await provide(access, placement, name, bootstrap, context.sandbox.directory);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const failed = isFalse("VMProvisioned", "CloningFailed", message, "Warning");
    await setStatus(vsphereVms, parts.vm, { ready: false }, [failed, { ...failed, type: "Ready" }], context);
    throw error;
  }
}

async function reportMachine(
  cluster: Cluster,
  parts: Parts,
  existing: Existing,
  kubeconfig: string,
  context: StandInContext,
): Promise<Progress> {
  const providerId = `vsphere://${existing.biosUuid}`;
  const guests = context.sandbox.settings.guests;
  const addresses = existing.address === "" ? [] : [existing.address];
  await setSpec(vsphereVms, parts.vm, { biosUUID: existing.biosUuid }, context);
  await setStatus(
    vsphereVms,
    parts.vm,
    { ready: true, addresses },
    [isTrue("VMProvisioned"), isTrue("Ready")],
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

async function ensureAuthorities(
  cluster: Cluster,
  owner: StatusObject,
  context: StandInContext,
): Promise<Authorities> {
  const key = (suffix_: string) => ({
    namespace: cluster.metadata.namespace,
    name: `${cluster.metadata.name}-${suffix_}`,
  });
  const purposes = ["ca", "etcd", "proxy", "sa"] as const;
  const fresh = (await context.client.get(secrets, key("sa"))) ? undefined : await makeAuthorities();
  const entries = await Promise.all(
    purposes.map(async (purpose) => {
      const secret = await ensureSecret(cluster, purpose, owner, context, () => {
        if (!fresh) throw new Error(`Secret ${key(purpose).name} is missing beside ${key("sa").name}`);
        return Promise.resolve({ "tls.crt": fresh[purpose].certificate, "tls.key": fresh[purpose].key });
      });
      return [purpose, materialOf(secret)] as const;
    }),
  );
  return Object.fromEntries(entries) as Authorities;
}

async function ensureSecret(
  cluster: Cluster,
  purpose: string,
  owner: StatusObject,
  context: StandInContext,
  content: () => Promise<Record<string, string>>,
): Promise<Secret> {
  const wanted = { namespace: cluster.metadata.namespace, name: `${cluster.metadata.name}-${purpose}` };
  const found = await context.client.get(secrets, wanted);
  if (found) return found;
  try {
    return await context.client.create(secrets, clusterSecret(cluster, purpose, owner, await content()));
  } catch (error) {
    const other = isConflict(error) ? await context.client.get(secrets, wanted) : undefined;
    if (other) return other;
    throw error;
  }
}

function textOf(secret: Secret, key: string): string {
  return Buffer.from(secret.data?.[key] ?? "", "base64").toString("utf8");
}
