// Plays the inside of powered-on virtual machines that a control plane provider bootstraps, and nothing more.
//
// In:  vCenter's virtual machines (one long poll). Out, for each powered-on one with bootstrap data: an address in
// vCenter, an API server at the cluster's endpoint, kubeadm's ConfigMap, static pods and one Node (node.ts).
// A guest is bound to its virtual machine (moid): powered off, its processes end; destroyed, its disk goes too.
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { StandIn, StandInContext } from "../stand-ins/stand-in.js";
import { endRecorded } from "./child-process.js";
import { GuestNode } from "./node.js";
import { hasBootstrapData } from "./user-data.js";
import { followVirtualMachines, type VirtualMachine } from "./vcenter.js";

/** The stand-in for what runs inside a virtual machine. */
export const guest: StandIn = {
  name: "stand-in:guest",
  standsInFor: "the operating system, kubeadm and kubelet inside a virtual machine",
  start: (context) => {
    const ended = endRecorded(context.sandbox.directory, "guest-");
    if (ended.length > 0) context.log(`ended what an earlier run left: ${ended.join(", ")}`);
    void new Guests(context).follow();
    return Promise.resolve();
  },
};

/** All guests of the sandbox: keeps what runs in step with what vCenter shows. */
class Guests {
  private readonly running = new Map<string, GuestNode>();
  private readonly disks: string;
  /** Resolves when all nodes that were switched off have ended: only then are their ports free. */
  private ending: Promise<unknown> = Promise.resolve();

  constructor(private readonly context: StandInContext) {
    this.disks = join(context.sandbox.directory, "guests");
    context.signal.addEventListener("abort", () => {
      for (const node of this.running.values()) void node.powerOff();
    });
  }

  /** Follows vCenter until the sandbox ends; a poll that broke is begun again. */
  async follow(): Promise<void> {
    const { sandbox, signal } = this.context;
    while (!signal.aborted) {
      try {
        await followVirtualMachines(
          sandbox.vcenter,
          (machines) => {
            this.adjust(machines);
          },
          signal,
        );
      } catch (error) {
        this.context.log(error instanceof Error ? error.message : String(error));
        await sleep(1000, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  private adjust(machines: readonly VirtualMachine[]): void {
    const on = new Map(
      machines.filter((vm) => vm.poweredOn && hasBootstrapData(vm)).map((vm) => [vm.moid, vm]),
    );
    const exists = new Set(machines.map((vm) => vm.moid));
    for (const [moid, node] of this.running) {
      if (on.has(moid)) continue;
      this.running.delete(moid);
      this.ending = Promise.all([this.ending, this.end(node, exists.has(moid))]);
    }
    this.discardOrphans(exists);
    for (const machine of on.values()) {
      if (this.running.has(machine.moid)) continue;
      const address = this.context.sandbox.profile === "full" ? this.freeAddress() : undefined;
      const started: GuestNode = new GuestNode(
        machine,
        address,
        join(this.disks, machine.moid),
        this.context,
        () =>
          [...this.running.values()].filter(
            (node) => node !== started && node.endpointHost === started.endpointHost,
          ),
      );
      this.running.set(machine.moid, started);
      started.powerOn(this.ending);
    }
  }

  /** Ends a node; another one at its endpoint, if there is one, serves from now on. */
  private async end(node: GuestNode, keepsDisk: boolean): Promise<void> {
    await node.powerOff();
    if (!keepsDisk) node.discard();
    const left = [...this.running.values()].filter((other) => other.endpointHost === node.endpointHost);
    await left.at(-1)?.serveIfNobodyDoes();
  }

  /** Removes the disks of virtual machines that were destroyed while powered off. */
  private discardOrphans(exists: ReadonlySet<string>): void {
    if (!existsSync(this.disks)) return;
    for (const moid of readdirSync(this.disks)) {
      if (!exists.has(moid) && !this.running.has(moid))
        rmSync(join(this.disks, moid), { recursive: true, force: true });
    }
  }

  /**
   * An address that no other guest has, for CAPV, which drops loopback addresses as local to the guest: one of
   * TEST-NET-1 (RFC 5737). It is shown in vCenter and by CAPV, and dialled by nobody.
   */
  private freeAddress(): string {
    const taken = new Set([...this.running.values()].map((node) => node.address));
    const free = Array.from({ length: 240 }, (_, index) => `192.0.2.${index + 10}`).find(
      (value) => !taken.has(value),
    );
    if (!free) throw new Error("more than 240 guests: no address is left");
    return free;
  }
}
