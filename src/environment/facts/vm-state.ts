/** VMs of a workload cluster as vCenter sees them, asked with the credentials that Cluster API uses. */
import * as z from "zod";
import type { LiveObject } from "../../clients/live-object.js";
import { withGovc, type Govc } from "../../clients/vcenter.js";
import { entries, lenient, readAs, text } from "./lenient.js";

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
export async function vmStates(
  paths: readonly string[],
  secret: LiveObject,
  vcenter: VcenterTrust,
): Promise<VmState[]> {
  const decoded = (key: string) => Buffer.from(secret.data?.[key] ?? "", "base64").toString("utf8");
  const address = { ...vcenter, username: decoded("username"), password: decoded("password") };
  return withGovc(address, (govc) => Promise.all(paths.map((path) => vmState(govc, path))));
}

const answer = z.object({
  virtualMachines: entries(
    z.object({
      runtime: lenient(z.object({ powerState: text, question: lenient(z.object({ text })) })),
      guest: lenient(z.object({ ipAddress: text })),
    }),
  ),
});

async function vmState(govc: Govc, path: string): Promise<VmState> {
  const result = await govc(["vm.info", "-json", `-vm.ipath=${path}`]);
  if (!result.ok && /not found|no such VM/i.test(result.stderr)) return { path, state: "not in vCenter" };
  if (!result.ok) return { path, state: `vCenter cannot be asked: ${result.stderr}` };
  const [vm] = readAs(answer, JSON.parse(result.stdout)).virtualMachines;
  if (!vm) return { path, state: "not in vCenter" };
  const address = vm.guest?.ipAddress;
  const question = vm.runtime?.question?.text;
  const words = [
    vm.runtime?.powerState ?? "power state unknown",
    address === undefined ? "no address yet" : `address ${address}`,
    ...(question === undefined ? [] : [`waits for an answer: ${question}`]),
  ];
  return { path, state: words.join(", ") };
}
