// The command lines of a guest's processes. Pure; no secret is among them, only paths.
import { join } from "node:path";
import { pkiFile, type Place } from "./pki-files.js";
import { etcdPodPort, portsOf } from "./ports.js";
import type { Bootstrap, NodeBootstrap } from "./user-data.js";

/** Where a guest's etcd answers clients and other members. */
export function etcdUrls(
  place: Place,
  bootstrap: NodeBootstrap,
): { readonly client: string; readonly peer: string } {
  const { host } = bootstrap.endpoint;
  const ports = portsOf(place.slot);
  return { client: `https://${host}:${ports.etcd}`, peer: `https://${host}:${ports.etcdPeer}` };
}

/**
 * etcd of one member, at the endpoint's address.
 * @param members `name=url,…` of the cluster that it joins; undefined: it is the first.
 */
export function etcdArguments(place: Place, bootstrap: Bootstrap, members?: string): string[] {
  const { client, peer } = etcdUrls(place, bootstrap);
  const file = (name: string) => pkiFile(place, name);
  return [
    `--name=${bootstrap.hostName}`,
    `--data-dir=${join(place.disk, "etcd")}`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=${members ?? `${bootstrap.hostName}=${peer}`}`,
    `--initial-cluster-state=${members === undefined ? "new" : "existing"}`,
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

/** The API server at the control plane endpoint, as kubeadm would start it. */
export function apiServerArguments(place: Place, bootstrap: Bootstrap): string[] {
  const { host, port } = bootstrap.endpoint;
  const file = (name: string) => pkiFile(place, name);
  return [
    `--bind-address=${host}`,
    `--secure-port=${port}`,
    `--advertise-address=${host}`,
    "--endpoint-reconciler-type=none",
    `--etcd-servers=${etcdUrls(place, bootstrap).client}`,
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

/** The stand-in of the kubelet: it leads port forwarding to etcd. */
export function kubeletArguments(place: Place, bootstrap: Bootstrap): string[] {
  const { host } = bootstrap.endpoint;
  const ports = portsOf(place.slot);
  return [
    `--listen=${host}:${ports.kubelet}`,
    `--certificate=${pkiFile(place, "apiserver.crt")}`,
    `--key=${pkiFile(place, "apiserver.key")}`,
    `--client-ca=${pkiFile(place, "ca.crt")}`,
    `--forward=kube-system/etcd-${bootstrap.hostName}:${etcdPodPort}=${host}:${ports.etcd}`,
  ];
}
