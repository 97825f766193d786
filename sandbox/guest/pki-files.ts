// The files that kubeadm's phase "certs" would write inside the node, and where they are.
// In: the authorities of the bootstrap data. Out: PEM files on the guest's disk, readable by the owner only.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { issueCertificate } from "./certificates.js";
import type { Bootstrap } from "./user-data.js";

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
  /** Which of the ports at the endpoint's address are its own (ports.ts). */
  readonly slot: number;
}

/** Writes what kubeadm's certs phase would, readable by the owner only. */
export async function writePki(place: Place, bootstrap: Bootstrap): Promise<void> {
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
  const [server, kubelet, proxy, etcd] = await Promise.all([
    issueCertificate(bootstrap.clusterCa, { commonName: "kube-apiserver", names, usage: "server" }),
    issueCertificate(bootstrap.clusterCa, { ...leaf, commonName: "kube-apiserver-kubelet-client" }),
    issueCertificate(bootstrap.frontProxyCa, { commonName: "front-proxy-client", usage: "client" }),
    issueCertificate(bootstrap.etcdCa, {
      commonName: bootstrap.hostName,
      names: [...names, `etcd-${bootstrap.hostName}`],
      usage: "both",
    }),
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
}

/** Path of a file of the guest's PKI. */
export const pkiFile = (place: Place, name: string) => join(place.disk, "pki", name);

function write(place: Place, name: string, content: string): void {
  mkdirSync(dirname(pkiFile(place, name)), { recursive: true, mode: 0o700 });
  writeFileSync(pkiFile(place, name), content, { mode: 0o600 });
}
