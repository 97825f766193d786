// etcd and kube-apiserver of a guest: real processes at the cluster's control plane endpoint.
//
// In:  the bootstrap data and a directory. Out: a running API server that trusts the cluster's own authority, and a
// client for it. Where kubeadm would run etcd and the API server as static pods, they are plain processes here.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { KubeConfig } from "@kubernetes/client-node";
import { toolPath, toolVersion } from "../../toolchain/tools.js";
import { KubeClient } from "../stand-ins/runtime/kube-client.js";
import { namespaces } from "../stand-ins/runtime/resources.js";
import { issueCertificate } from "./certificates.js";
import { RecordedProcess } from "./child-process.js";
import type { Bootstrap, KeyPair } from "./user-data.js";

/** Where a guest runs. */
export interface Place {
  /** The sandbox's directory. */
  readonly sandbox: string;
  /** The guest's own directory, its "disk": it holds private keys. */
  readonly disk: string;
  /** Prefix of its processes' names. */
  readonly name: string;
  /** The virtual machine's address in vCenter: a name in a certificate, never dialled. */
  readonly address: string;
}

/** The ports at the endpoint's address that etcd takes. */
export const etcdPorts = { client: 2379, peer: 2380 } as const;

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
    const launch = (tool: "etcd" | "kube-apiserver", args: readonly string[]) => {
      const command = { name: `${place.name}-${tool}`, version: toolVersion(tool), file: toolPath(tool) };
      return RecordedProcess.start(place.sandbox, { ...command, args, environment }, onCrash);
    };
    const processes = [
      launch("etcd", etcdArguments(place, bootstrap)),
      launch("kube-apiserver", apiServerArguments(place, bootstrap)),
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

  /** Ends both processes at once. */
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

/** Writes what kubeadm's certs phase would, readable by the owner only. @returns the administrator's certificate. */
async function writePki(place: Place, bootstrap: Bootstrap): Promise<KeyPair> {
  const { host } = bootstrap.endpoint;
  const serviceNames = ["kubernetes", "kubernetes.default", "kubernetes.default.svc"];
  const names = [
    host,
    place.address,
    bootstrap.hostName,
    ...serviceNames,
    ...bootstrap.extraNames,
    "localhost",
  ];
  const leaf = { organization: "system:masters", usage: "client" } as const;
  const [server, kubelet, proxy, etcd, admin] = await Promise.all([
    issueCertificate(bootstrap.clusterCa, { commonName: "kube-apiserver", names, usage: "server" }),
    issueCertificate(bootstrap.clusterCa, { ...leaf, commonName: "kube-apiserver-kubelet-client" }),
    issueCertificate(bootstrap.frontProxyCa, { commonName: "front-proxy-client", usage: "client" }),
    issueCertificate(bootstrap.etcdCa, {
      commonName: bootstrap.hostName,
      names: [...names, `etcd-${bootstrap.hostName}`],
      usage: "both",
    }),
    issueCertificate(bootstrap.clusterCa, { ...leaf, commonName: "kubernetes-admin" }),
  ]);
  const pairs = { apiserver: server, "apiserver-kubelet-client": kubelet, "front-proxy-client": proxy, etcd };
  for (const [name, pair] of Object.entries(pairs)) {
    write(place, `${name}.crt`, pair.certificate);
    write(place, `${name}.key`, pair.key);
  }
  write(place, "ca.crt", bootstrap.clusterCa.certificate);
  write(place, "etcd-ca.crt", bootstrap.etcdCa.certificate);
  write(place, "front-proxy-ca.crt", bootstrap.frontProxyCa.certificate);
  write(place, "sa.pub", bootstrap.serviceAccount.publicKey);
  write(place, "sa.key", bootstrap.serviceAccount.privateKey);
  return admin;
}

const pkiFile = (place: Place, name: string) => join(place.disk, "pki", name);

function write(place: Place, name: string, content: string): void {
  mkdirSync(dirname(pkiFile(place, name)), { recursive: true, mode: 0o700 });
  writeFileSync(pkiFile(place, name), content, { mode: 0o600 });
}

function etcdArguments(place: Place, bootstrap: Bootstrap): string[] {
  const { host } = bootstrap.endpoint;
  const client = `https://${host}:${etcdPorts.client}`;
  const peer = `https://${host}:${etcdPorts.peer}`;
  const file = (name: string) => pkiFile(place, name);
  return [
    `--name=${bootstrap.hostName}`,
    `--data-dir=${join(place.disk, "etcd")}`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=${bootstrap.hostName}=${peer}`,
    `--cert-file=${file("etcd.crt")}`,
    `--key-file=${file("etcd.key")}`,
    "--client-cert-auth=true",
    `--trusted-ca-file=${file("etcd-ca.crt")}`,
    `--peer-cert-file=${file("etcd.crt")}`,
    `--peer-key-file=${file("etcd.key")}`,
    "--peer-client-cert-auth=true",
    `--peer-trusted-ca-file=${file("etcd-ca.crt")}`,
    // A guest does not survive its sandbox, so its disk need not survive a power cut.
    "--unsafe-no-fsync",
    "--snapshot-count=1000",
    "--log-level=warn",
  ];
}

function apiServerArguments(place: Place, bootstrap: Bootstrap): string[] {
  const { host, port } = bootstrap.endpoint;
  const file = (name: string) => pkiFile(place, name);
  return [
    `--bind-address=${host}`,
    `--secure-port=${port}`,
    `--advertise-address=${host}`,
    "--endpoint-reconciler-type=none",
    `--etcd-servers=https://${host}:${etcdPorts.client}`,
    `--etcd-cafile=${file("etcd-ca.crt")}`,
    `--etcd-certfile=${file("etcd.crt")}`,
    `--etcd-keyfile=${file("etcd.key")}`,
    `--service-cluster-ip-range=${bootstrap.serviceSubnet}`,
    `--client-ca-file=${file("ca.crt")}`,
    `--tls-cert-file=${file("apiserver.crt")}`,
    `--tls-private-key-file=${file("apiserver.key")}`,
    "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
    `--service-account-key-file=${file("sa.pub")}`,
    `--service-account-signing-key-file=${file("sa.key")}`,
    `--requestheader-client-ca-file=${file("front-proxy-ca.crt")}`,
    "--requestheader-allowed-names=front-proxy-client",
    "--requestheader-username-headers=X-Remote-User",
    "--requestheader-group-headers=X-Remote-Group",
    "--requestheader-extra-headers-prefix=X-Remote-Extra-",
    `--proxy-client-cert-file=${file("front-proxy-client.crt")}`,
    `--proxy-client-key-file=${file("front-proxy-client.key")}`,
    `--kubelet-client-certificate=${file("apiserver-kubelet-client.crt")}`,
    `--kubelet-client-key=${file("apiserver-kubelet-client.key")}`,
    `--kubelet-certificate-authority=${file("ca.crt")}`,
    "--kubelet-preferred-address-types=InternalIP",
    "--authorization-mode=Node,RBAC",
    // No controller makes default service accounts here, and static pods would wait for one; none would ever take
    // away the taint that a new Node gets.
    "--disable-admission-plugins=ServiceAccount,TaintNodesByCondition",
    "--max-requests-inflight=100",
    "--max-mutating-requests-inflight=50",
    "--profiling=false",
    "--v=1",
  ];
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
