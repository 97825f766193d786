/**
 * The addons manager's pre-terminate hook: an annotation on each Machine that keeps Cluster API from removing its VM until
 * the add-ons are removed through the workload API (measured F.2). It does not keep the garbage collector from it.
 *
 * Only where a sandbox gives the removal some time (`addonsRemovalSeconds`); the light profile knows no hooks.
 */
import { machines } from "../capi-light/kinds.js";
import { isTerminating, keyOf } from "../runtime/objects.js";
import type { StandInContext } from "../stand-in.js";
import type { Cluster } from "../tkg/api.js";

const hook = "pre-terminate.delete.hook.machine.cluster.x-k8s.io/tkg.tanzu.vmware.com";
const clusterNameLabel = "cluster.x-k8s.io/cluster-name";

export function hasHooks({ sandbox }: StandInContext): boolean {
  return sandbox.settings.addonsRemovalSeconds > 0;
}

/** Calls back with the key of the Cluster of each Machine that comes, changes or goes. */
export function onMachineChange(
  { informer }: StandInContext,
  changed: (key: { readonly namespace?: string | undefined; readonly name: string }) => void,
): void {
  informer(machines).onChange(({ object: { metadata } }) => {
    const name = metadata.labels?.[clusterNameLabel];
    if (name !== undefined) changed({ namespace: metadata.namespace, name });
  });
}

/** Sets the hook on the Machines of a Cluster that stays, and takes it off those that a roll removes. */
export async function holdMachines(context: StandInContext, cluster: Cluster): Promise<void> {
  for (const machine of machinesOf(context, cluster)) {
    await setHook(context, machine, !isTerminating(machine));
  }
}

/** Lets the Machines of a Cluster go. */
export async function releaseMachines(context: StandInContext, cluster: Cluster): Promise<void> {
  for (const machine of machinesOf(context, cluster)) await setHook(context, machine, false);
}

type Machine = ReturnType<typeof machinesOf>[number];

function machinesOf({ informer }: StandInContext, { metadata }: Cluster) {
  return informer(machines)
    .list()
    .filter(
      (machine) =>
        machine.metadata.namespace === metadata.namespace &&
        machine.metadata.labels?.[clusterNameLabel] === metadata.name,
    );
}

async function setHook({ client }: StandInContext, machine: Machine, present: boolean): Promise<void> {
  if (hook in (machine.metadata.annotations ?? {}) === present) return;
  const current = await client.get(machines, keyOf(machine));
  if (current === undefined) return;
  const { [hook]: _hook, ...others } = current.metadata.annotations ?? {};
  const annotations = present ? { ...others, [hook]: "tkg.tanzu.vmware.com/addon" } : others;
  await client.patch(machines, current, { ...current, metadata: { ...current.metadata, annotations } });
}
