// One powered-on virtual machine's inside: it boots, is a control plane node, and is switched off.
import { mkdirSync, rmSync } from "node:fs";
import { isConflict, type KubeClient } from "../stand-ins/runtime/kube-client.js";
import { configMaps, resource } from "../stand-ins/runtime/resources.js";
import type { StandInContext } from "../stand-ins/stand-in.js";
import { administrator } from "./api-client.js";
import { etcdUrls } from "./arguments.js";
import { ControlPlane } from "./control-plane.js";
import { joinCluster } from "./joining.js";
import {
  kubeadmConfigMap,
  kubeletConfigMap,
  nodeObject,
  staticPodObject,
  staticPods,
} from "./node-objects.js";
import type { Place } from "./pki-files.js";
import { portsOf } from "./ports.js";
import { isFirstNode, readBootstrap, type Bootstrap } from "./user-data.js";
import { reportAddress, type VirtualMachine } from "./vcenter.js";

const nodes = resource("v1", "Node", "nodes", "Cluster");
const pods = resource("v1", "Pod", "pods");

/** The guest in one virtual machine. */
export class GuestNode {
  private plane: ControlPlane | undefined;
  private readonly off = new AbortController();
  private booting: Promise<void> = Promise.resolve();
  private slot: number | undefined;
  private host: string | undefined;

  constructor(
    private readonly machine: VirtualMachine,
    /** The address to show in vCenter; undefined: that of the control plane endpoint. */
    readonly address: string | undefined,
    private readonly disk: string,
    private readonly context: StandInContext,
    /** The other nodes at the same endpoint, the oldest first. */
    private readonly peers: () => GuestNode[],
  ) {}

  /** Address of the control plane endpoint; undefined until the bootstrap data are read. */
  get endpointHost(): string | undefined {
    return this.host;
  }

  /** Starts to boot; errors are only logged, as on a machine's console.
   * @param portsFree resolves when nodes that were there before have left their ports.
   */
  powerOn(portsFree: Promise<unknown>): void {
    this.booting = portsFree
      .then(() => this.boot())
      .catch((error: unknown) => {
        if (!this.off.signal.aborted)
          this.log(`boot failed: ${error instanceof Error ? error.message : String(error)}`);
      });
  }

  /** Ends all its processes at once. */
  async powerOff(): Promise<void> {
    this.off.abort();
    // What boots sees its processes end, and stops; what it started meanwhile ends with the second stop.
    await this.plane?.stop();
    await this.booting;
    await this.plane?.stop();
    this.log("powered off");
  }

  /** Removes its disk. */
  discard(): void {
    rmSync(this.disk, { recursive: true, force: true });
  }

  /** Takes the endpoint when no other node has it. */
  async serveIfNobodyDoes(): Promise<void> {
    await this.booting;
    const { plane } = this;
    if (!plane || this.off.signal.aborted || [this, ...this.peers()].some((node) => node.plane?.serves))
      return;
    this.log("takes over the control plane endpoint");
    await plane.serve().catch((error: unknown) => {
      this.log(`cannot serve the endpoint: ${error instanceof Error ? error.message : String(error)}`);
    });
  }

  private async boot(): Promise<void> {
    const read = readBootstrap(this.machine);
    const { host, port } = read.endpoint;
    this.host = host;
    this.slot = this.freeSlot();
    const address = this.address ?? host;
    this.log(
      `boots as ${read.hostName}, ${isFirstNode(read) ? "first of" : "joining"} the cluster at ${host}:${port}`,
    );
    mkdirSync(this.disk, { recursive: true, mode: 0o700 });
    await reportAddress(this.context.sandbox.vcenter, this.machine.moid, address, read.hostName);
    if (this.context.faults().guestSilent === true) {
      this.log("the fault guestSilent is switched on: nothing will answer at the endpoint");
      return;
    }
    const sandbox = this.context.sandbox.directory;
    const place: Place = {
      sandbox,
      disk: this.disk,
      name: `guest-${this.machine.moid}`,
      address,
      slot: this.slot,
    };
    const client = await administrator(read);
    const { bootstrap, members } = isFirstNode(read)
      ? { bootstrap: read, members: undefined }
      : await joinCluster(place, read, client, this.off.signal);
    const plane = new ControlPlane(place, bootstrap, client, (reason) => {
      this.log(`crashed: ${reason}`);
    });
    this.plane = plane;
    await plane.start(members);
    if (members !== undefined) await plane.etcdHealthy();
    // As kube-vip would move its address; the youngest node serves.
    for (const peer of this.peers()) await peer.plane?.release();
    await plane.serve();
    await this.createObjects(place, bootstrap, client);
    this.log(`API server ready at https://${host}:${port}, Node ${bootstrap.hostName} registered`);
  }

  private freeSlot(): number {
    const taken = new Set(this.peers().map((peer) => peer.slot));
    let slot = 0;
    while (taken.has(slot)) slot += 1;
    return slot;
  }

  /** What kubeadm and the kubelet would create; what an earlier boot from this disk created stays. */
  private async createObjects(place: Place, bootstrap: Bootstrap, client: KubeClient): Promise<void> {
    const state = {
      ready: this.context.faults().nodeNeverReady !== true,
      kubeletPort: portsOf(place.slot).kubelet,
      etcdUrl: etcdUrls(place, bootstrap).client,
      now: new Date().toISOString(),
    };
    for (const object of [kubeadmConfigMap(bootstrap), kubeletConfigMap(bootstrap)]) {
      await unlessExists(client.create(configMaps, object));
    }
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
