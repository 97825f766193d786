// Brings one Cluster into being, step by step, as Cluster API and CAPV are seen to do it from outside.
// Each call does what is possible now and reports it in conditions; it may be repeated at any time.
import type { StandInContext } from "../stand-in.js";
import { claimAddresses } from "./address-claims.js";
import type { Authorities } from "./authorities.js";
import { metadata, userData } from "./bootstrap-data.js";
import { ensureAuthorities, ensureSecret, textOf } from "./cluster-secrets.js";
import { isFalse, isTrue } from "./conditions.js";
import { accessFor, adoptSecret } from "./credentials.js";
import { ensureDerived, setStatus } from "./derived.js";
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
import { reportMachine, waitingForAddress, type Parts, type Progress } from "./machine-report.js";
import { controlPlane, machineObjects, suffix, vsphereCluster } from "./owned-objects.js";
import { identityOf, type Placement } from "./placement.js";
import { provide, type Existing } from "./virtual-machine.js";
import { makeKubeconfig } from "./workload.js";

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
  const addresses = await claimAddresses(vm, placement.pools, context);
  if (!addresses) return waitingForAddress(parts, context);
  const existing = await ensureMachine(cluster, placement, endpoint, authorities, parts, context);
  return reportMachine(cluster, parts, addresses, existing, textOf(kubeconfig, "value"), context);
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
