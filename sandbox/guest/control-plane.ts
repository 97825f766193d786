// etcd and kube-apiserver of a guest: real processes at the cluster's control plane endpoint, and a stand-in of the
// kubelet through which the control plane provider reaches etcd. Where kubeadm would run static pods, these are plain
// processes.
//
// Of several guests at one endpoint one serves it, as with the virtual address of kube-vip; all run their etcd.
import { setTimeout as sleep } from "node:timers/promises";
import { heapUpTo } from "../go-heap.js";
import type { KubeClient } from "../stand-ins/runtime/kube-client.js";
import { namespaces } from "../stand-ins/runtime/resources.js";
import { toolPath, toolVersion } from "../toolchain/tools.js";
import { apiServerArguments, etcdArguments, etcdUrls, kubeletArguments } from "./arguments.js";
import { RecordedProcess } from "./child-process.js";
import { isHealthy } from "./etcd-client.js";
import { writePki, type Place } from "./pki-files.js";
import type { Bootstrap } from "./user-data.js";

/** How many ms a process may take from its start until it answers. */
const startTimeoutMs = 120_000;

type Tool = "etcd" | "kube-apiserver" | "guest-kubelet";

/** The control plane of one guest. */
export class ControlPlane {
  private readonly processes = new Map<Tool, RecordedProcess>();

  /** @param onCrash called when a process ends by itself. */
  constructor(
    private readonly place: Place,
    private readonly bootstrap: Bootstrap,
    private readonly client: KubeClient,
    private readonly onCrash: (reason: string) => void,
  ) {}

  /**
   * Starts etcd and the kubelet's stand-in.
   * @param members of the etcd cluster to join; undefined: a new one, or the one on the disk.
   */
  async start(members: string | undefined): Promise<void> {
    await writePki(this.place, this.bootstrap);
    this.launch("etcd", etcdArguments(this.place, this.bootstrap, members));
    this.launch("guest-kubelet", kubeletArguments(this.place, this.bootstrap));
  }

  /**
   * Waits until etcd takes part in a cluster that has a quorum.
   * @throws Error that names the log when it ends, or is not ready in time.
   */
  async etcdHealthy(): Promise<void> {
    await this.until("etcd", () => isHealthy(this.bootstrap, etcdUrls(this.place, this.bootstrap).client));
  }

  /** Whether this guest's API server is the one at the endpoint. */
  get serves(): boolean {
    return this.processes.has("kube-apiserver");
  }

  /**
   * Starts the API server at the endpoint, which must be free, and waits until it is ready.
   * @throws Error that names the log when it ends, or is not ready in time.
   */
  async serve(): Promise<void> {
    this.launch("kube-apiserver", apiServerArguments(this.place, this.bootstrap));
    await this.until("kube-apiserver", () => this.answers());
  }

  /** Leaves the endpoint to another guest. */
  async release(): Promise<void> {
    await this.processes.get("kube-apiserver")?.stop();
    this.processes.delete("kube-apiserver");
  }

  /** Ends all processes at once. */
  async stop(): Promise<void> {
    await Promise.all([...this.processes.values()].map((started) => started.stop()));
    this.processes.clear();
  }

  private launch(tool: Tool, args: readonly string[]): void {
    const command = {
      name: `${this.place.name}-${tool}`,
      version: toolVersion(tool),
      file: toolPath(tool),
      args,
      // Many guests share a machine.
      environment: { PATH: "/usr/bin:/bin", ...heapUpTo(300) },
    };
    this.processes.set(tool, RecordedProcess.start(this.place.sandbox, command, this.onCrash));
  }

  private async until(tool: Tool, holds: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + startTimeoutMs;
    while (!(await holds())) {
      const started = this.processes.get(tool);
      if (!started?.running) throw new Error(`${tool} ended at its start, see ${started?.log ?? "its log"}`);
      if (Date.now() > deadline)
        throw new Error(`${tool} is not ready after ${startTimeoutMs / 1000} s, see ${started.log}`);
      await sleep(250);
    }
  }

  /** The namespace kube-system is among the first things an API server makes when it is up. */
  private async answers(): Promise<boolean> {
    try {
      return (await this.client.get(namespaces, { name: "kube-system" })) !== undefined;
    } catch {
      return false;
    }
  }
}
