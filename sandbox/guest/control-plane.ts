// etcd and kube-apiserver of a guest: real processes at the cluster's control plane endpoint, and a stand-in of the
// kubelet through which the control plane provider reaches etcd.
//
// In:  the bootstrap data and a directory. Out: a running API server that trusts the cluster's own authority, and a
// client for it. Where kubeadm would run etcd and the API server as static pods, they are plain processes here.
import { setTimeout as sleep } from "node:timers/promises";
import { KubeConfig } from "@kubernetes/client-node";
import { toolPath, toolVersion } from "../../toolchain/tools.js";
import { KubeClient } from "../stand-ins/runtime/kube-client.js";
import { namespaces } from "../stand-ins/runtime/resources.js";
import { apiServerArguments, etcdArguments, kubeletArguments } from "./arguments.js";
import { RecordedProcess } from "./child-process.js";
import { writePki, type Place } from "./pki-files.js";
import type { Bootstrap, KeyPair } from "./user-data.js";

/** How many ms an API server may take from its start until it is ready. */
const startTimeoutMs = 120_000;

/** The running control plane of one guest. */
export class ControlPlane {
  private constructor(
    private readonly processes: readonly RecordedProcess[],
    /** A client with the rights of kubeadm's administrator. */
    readonly client: KubeClient,
  ) {}

  /**
   * Starts etcd and the API server and waits until the API server is ready.
   * @param onCrash is told when one of them ends by itself.
   * @throws Error that names the log when one of them ends, or is not ready in time.
   */
  static async start(
    place: Place,
    bootstrap: Bootstrap,
    onCrash: (reason: string) => void,
  ): Promise<ControlPlane> {
    const admin = await writePki(place, bootstrap);
    const environment = { PATH: "/usr/bin:/bin", GOGC: "50" };
    const launch = (tool: "etcd" | "kube-apiserver" | "guest-kubelet", args: readonly string[]) => {
      const command = { name: `${place.name}-${tool}`, version: toolVersion(tool), file: toolPath(tool) };
      return RecordedProcess.start(place.sandbox, { ...command, args, environment }, onCrash);
    };
    const processes = [
      launch("etcd", etcdArguments(place, bootstrap)),
      launch("kube-apiserver", apiServerArguments(place, bootstrap)),
      launch("guest-kubelet", kubeletArguments(place, bootstrap)),
    ];
    const plane = new ControlPlane(
      processes,
      new KubeClient(clientConfig(bootstrap, admin), "stand-in:guest"),
    );
    try {
      await plane.ready();
    } catch (error) {
      await plane.stop();
      throw error;
    }
    return plane;
  }

  /** Ends all processes at once. */
  async stop(): Promise<void> {
    await Promise.all(this.processes.map((started) => started.stop()));
  }

  private async ready(): Promise<void> {
    const until = Date.now() + startTimeoutMs;
    for (;;) {
      const dead = this.processes.find((started) => !started.running);
      if (dead) throw new Error(`a process of the guest's control plane ended at its start, see ${dead.log}`);
      if (await this.answers()) return;
      if (Date.now() > until) {
        throw new Error(`the guest's API server is not ready after ${startTimeoutMs / 1000} s, see its log`);
      }
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

function clientConfig(bootstrap: Bootstrap, admin: KeyPair): KubeConfig {
  const { host, port } = bootstrap.endpoint;
  const base64 = (text: string) => Buffer.from(text).toString("base64");
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: [
      {
        name: bootstrap.clusterName,
        server: `https://${host}:${port}`,
        caData: base64(bootstrap.clusterCa.certificate),
        skipTLSVerify: false,
      },
    ],
    users: [{ name: "kubernetes-admin", certData: base64(admin.certificate), keyData: base64(admin.key) }],
    contexts: [{ name: "guest", cluster: bootstrap.clusterName, user: "kubernetes-admin" }],
    currentContext: "guest",
  });
  return config;
}
