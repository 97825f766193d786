// Plays the inside of powered-on virtual machines that a control plane provider bootstraps, and nothing more.
//
// In:  vCenter's virtual machines (one long poll). Out, for each powered-on one with bootstrap data: an address in
// vCenter, an API server at the cluster's endpoint, kubeadm's ConfigMap, static pods and one Node.
// A guest is bound to its virtual machine (moid): powered off, its processes end; destroyed, its disk goes too.
import { rmSync, mkdirSync, readdirSync, existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isConflict } from "../stand-ins/runtime/kube-client.js";
import { configMaps, resource } from "../stand-ins/runtime/resources.js";
import type { StandIn, StandInContext } from "../stand-ins/stand-in.js";
import { endRecorded } from "./child-process.js";
import { ControlPlane } from "./control-plane.js";
import { kubeadmConfigMap, nodeObject, staticPodObject, staticPods } from "./node-objects.js";
import { hasBootstrapData, readBootstrap, type Bootstrap } from "./user-data.js";
import { followVirtualMachines, reportAddress, type VirtualMachine } from "./vcenter.js";

const nodes = resource("v1", "Node", "nodes", "Cluster");
const pods = resource("v1", "Pod", "pods");

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
  private readonly running = new Map<string, Guest>();
  private readonly disks: string;

  constructor(private readonly context: StandInContext) {
    this.disks = join(context.sandbox.directory, "guests");
    context.signal.addEventListener("abort", () => {
      for (const machine of this.running.values()) void machine.powerOff();
    });
  }

  /** Follows vCenter until the sandbox ends; a poll that broke is begun again. */
  async follow(): Promise<void> {
    const { vcenter } = this.context.sandbox;
    while (!this.context.signal.aborted) {
      try {
        await followVirtualMachines(
          vcenter,
          (machines) => {
            this.adjust(machines);
          },
          this.context.signal,
        );
      } catch (error) {
        this.context.log(message(error));
        await sleep(1000, undefined, { signal: this.context.signal }).catch(() => undefined);
      }
    }
  }

  private adjust(machines: readonly VirtualMachine[]): void {
    const on = new Map(
      machines.filter((vm) => vm.poweredOn && hasBootstrapData(vm)).map((vm) => [vm.moid, vm]),
    );
    const exists = new Set(machines.map((vm) => vm.moid));
    for (const [moid, running] of this.running) {
      if (on.has(moid)) continue;
      this.running.delete(moid);
      void running.powerOff().then(() => {
        if (!exists.has(moid)) running.discard();
      });
    }
    this.discardOrphans(exists);
    for (const machine of on.values()) {
      if (this.running.has(machine.moid)) continue;
      const address = this.context.sandbox.profile === "full" ? this.freeAddress() : undefined;
      const started = new Guest(machine, address, join(this.disks, machine.moid), this.context);
      this.running.set(machine.moid, started);
      started.powerOn();
    }
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
    const taken = new Set([...this.running.values()].map((running) => running.address));
    const free = Array.from({ length: 240 }, (_, index) => `192.0.2.${index + 10}`).find(
      (value) => !taken.has(value),
    );
    if (!free) throw new Error("more than 240 guests: no address is left");
    return free;
  }
}

/** One powered-on virtual machine's inside. */
class Guest {
  private plane: ControlPlane | undefined;
  private readonly off = new AbortController();
  private booting: Promise<void> = Promise.resolve();

  constructor(
    private readonly machine: VirtualMachine,
    /** The address to show in vCenter; undefined: that of the control plane endpoint. */
    readonly address: string | undefined,
    private readonly disk: string,
    private readonly context: StandInContext,
  ) {}

  /** Begins to boot; what goes wrong is logged, as on a console nobody looks at. */
  powerOn(): void {
    this.booting = this.boot().catch((error: unknown) => {
      if (!this.off.signal.aborted) this.log(`boot failed: ${message(error)}`);
    });
  }

  /** Ends all its processes at once. */
  async powerOff(): Promise<void> {
    this.off.abort();
    await this.booting;
    await this.plane?.stop();
    this.log("powered off");
  }

  /** Removes its disk. */
  discard(): void {
    rmSync(this.disk, { recursive: true, force: true });
  }

  private async boot(): Promise<void> {
    const bootstrap = readBootstrap(this.machine);
    const { host, port } = bootstrap.endpoint;
    const address = this.address ?? host;
    this.log(`boots as ${bootstrap.hostName} of cluster ${bootstrap.clusterName}, address ${address}`);
    mkdirSync(this.disk, { recursive: true, mode: 0o700 });
    await reportAddress(this.context.sandbox.vcenter, this.machine.moid, address, bootstrap.hostName);
    if (this.context.faults().guestSilent) {
      this.log("the fault guestSilent is switched on: nothing will answer at the endpoint");
      return;
    }
    const place = {
      sandbox: this.context.sandbox.directory,
      disk: this.disk,
      name: `guest-${this.machine.moid}`,
      address,
    };
    this.plane = await ControlPlane.start(place, bootstrap, (reason) => {
      this.log(`crashed: ${reason}`);
    });
    if (this.off.signal.aborted) return;
    await this.createObjects(bootstrap, this.plane);
    this.log(`API server ready at https://${host}:${port}, Node ${bootstrap.hostName} registered`);
  }

  /** What kubeadm and the kubelet would create; what an earlier boot from this disk created stays. */
  private async createObjects(bootstrap: Bootstrap, plane: ControlPlane): Promise<void> {
    const { client } = plane;
    const now = new Date().toISOString();
    const state = { ready: this.context.faults().nodeNeverReady !== true, now };
    await unlessExists(client.create(configMaps, kubeadmConfigMap(bootstrap)));
    for (const component of staticPods) {
      const pod = staticPodObject(component, bootstrap, state);
      const created = await unlessExists(client.create(pods, pod));
      if (!created) continue;
      await client.patch(pods, created, { ...created, status: pod.status }, { subresource: "status" });
    }
    await unlessExists(client.create(nodes, nodeObject(bootstrap, this.machine, state)));
  }

  private log(text: string): void {
    this.context.log(`${this.machine.name} (${this.machine.moid}): ${text}`);
  }
}

async function unlessExists<T>(creation: Promise<T>): Promise<T | undefined> {
  try {
    return await creation;
  } catch (error) {
    if (isConflict(error)) return undefined;
    throw error;
  }
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
