/** VMs of a workload cluster as vCenter sees them, read with the credentials that Cluster API uses. */
import type { LiveObject } from "../../clients/live-object.js";
import { loginOf } from "./credentials.js";
import type { Facts } from "./facts.js";
import type { MachineFacts } from "./machine-at.js";

/** The VM of a machine; `state` in words. */
export interface VmState {
  readonly path: string;
  readonly state: string;
}

/** How to reach the vCenter of the cluster; its credentials are read where Cluster API reads them. */
export interface VcenterTrust {
  readonly server: string;
  readonly thumbprint?: string | undefined;
  readonly caFile?: string | undefined;
}

/** @param paths inventory paths. @param secret credentials of the cluster */
export function vmStates(
  facts: Pick<Facts, "vcenter">,
  paths: readonly string[],
  secret: LiveObject,
  trust: VcenterTrust,
): Promise<VmState[]> {
  const vcenter = facts.vcenter({ ...trust, ...loginOf(secret) });
  return Promise.all(
    paths.map(async (path) => ({ path, state: await vcenter.machineAt(path).then(wordsOf, unread) })),
  );
}

function wordsOf(machine: MachineFacts | undefined): string {
  if (!machine) return "not in vCenter";
  const { powerState = "power state unknown", address, question } = machine;
  return [
    powerState,
    address === undefined ? "no address yet" : `address ${address}`,
    ...(question === undefined ? [] : [`waits for an answer: ${question}`]),
  ].join(", ");
}

const unread = (error: unknown): string =>
  `vCenter cannot be read: ${error instanceof Error ? error.message : String(error)}`;
