// The processes that both profiles have: the management cluster's API server with what it needs, the
// simulated vCenter and the registry. Each function returns the plan of one process; nothing is started here.
import { join } from "node:path";
import { addressesOf, hostPort } from "./addresses.js";
import { vcenterPassword, vcenterUser } from "./demo-values.js";
import { heapUpTo } from "./go-heap.js";
import type { PkiFiles } from "./pki.js";
import type { ProcessPlan } from "./supervisor.js";
import { toolPath, toolVersion } from "./toolchain/tools.js";

/** What every plan is made from. */
export interface PlanInput {
  /** Absolute path of the sandbox. */
  readonly directory: string;
  readonly block: string;
  readonly pki: PkiFiles;
  readonly kubeconfig: string;
}

/** Its data is thrown away with the sandbox, so it does not wait for the disk. */
export function etcd({ directory, block, pki }: PlanInput): ProcessPlan {
  const at = addressesOf(block);
  const client = `https://${hostPort(at.etcd)}`;
  const peer = `https://${hostPort(at.etcdPeer)}`;
  return {
    name: "etcd",
    kind: "real",
    version: toolVersion("etcd"),
    file: toolPath("etcd"),
    args: [
      "--name=sandbox",
      `--data-dir=${join(directory, "etcd")}`,
      `--listen-client-urls=${client}`,
      `--advertise-client-urls=${client}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=sandbox=${peer}`,
      `--cert-file=${pki.etcd.certificate}`,
      `--key-file=${pki.etcd.key}`,
      `--trusted-ca-file=${pki.ca}`,
      "--client-cert-auth=true",
      `--peer-cert-file=${pki.etcd.certificate}`,
      `--peer-key-file=${pki.etcd.key}`,
      `--peer-trusted-ca-file=${pki.ca}`,
      "--peer-client-cert-auth=true",
      "--unsafe-no-fsync",
      "--log-level=warn",
    ],
    health: { url: `${client}/health`, ...pki.etcdClient },
  };
}

/** @param auditFlags of an audit log. @default - it writes none */
export function kubeApiServer({ block, pki }: PlanInput, auditFlags: readonly string[] = []): ProcessPlan {
  const at = addressesOf(block);
  return {
    name: "kube-apiserver",
    kind: "real",
    version: toolVersion("kube-apiserver"),
    file: toolPath("kube-apiserver"),
    args: [
      `--bind-address=${at.apiServer.host}`,
      `--advertise-address=${at.apiServer.host}`,
      `--secure-port=${at.apiServer.port}`,
      `--etcd-servers=https://${hostPort(at.etcd)}`,
      `--etcd-cafile=${pki.ca}`,
      `--etcd-certfile=${pki.etcdClient.certificate}`,
      `--etcd-keyfile=${pki.etcdClient.key}`,
      `--tls-cert-file=${pki.apiServer.certificate}`,
      `--tls-private-key-file=${pki.apiServer.key}`,
      `--client-ca-file=${pki.ca}`,
      "--authorization-mode=RBAC",
      `--service-account-key-file=${pki.serviceAccount.certificate}`,
      `--service-account-signing-key-file=${pki.serviceAccount.key}`,
      "--service-account-issuer=https://kubernetes.default.svc",
      "--service-cluster-ip-range=10.96.0.0/16",
      // An endpoint of the `kubernetes` Service may not be a loopback address, and nobody here would use it.
      "--endpoint-reconciler-type=none",
      `--requestheader-client-ca-file=${pki.frontProxyCa}`,
      "--requestheader-allowed-names=front-proxy-client",
      "--requestheader-username-headers=X-Remote-User",
      "--requestheader-group-headers=X-Remote-Group",
      "--requestheader-extra-headers-prefix=X-Remote-Extra-",
      `--proxy-client-cert-file=${pki.frontProxyClient.certificate}`,
      `--proxy-client-key-file=${pki.frontProxyClient.key}`,
      // A stop need not wait for watches: everything is thrown away.
      "--shutdown-delay-duration=0s",
      "--shutdown-watch-termination-grace-period=0s",
      "--profiling=false",
      ...auditFlags,
    ],
    environment: heapUpTo(600),
    health: { url: `https://${hostPort(at.apiServer)}/readyz`, ...pki.admin },
  };
}

/**
 * Only what the sandbox depends on: without the garbage collector nothing that is deleted in the foreground, as Pulumi
 * does, ever goes; without the namespace controller no namespace.
 */
export function kubeControllerManager({ block, pki, kubeconfig }: PlanInput): ProcessPlan {
  const at = addressesOf(block).controllerManager;
  return {
    name: "kube-controller-manager",
    kind: "real",
    version: toolVersion("kube-controller-manager"),
    file: toolPath("kube-controller-manager"),
    args: [
      `--kubeconfig=${kubeconfig}`,
      `--authentication-kubeconfig=${kubeconfig}`,
      `--authorization-kubeconfig=${kubeconfig}`,
      "--controllers=garbage-collector-controller,namespace-controller",
      `--bind-address=${at.host}`,
      `--secure-port=${at.port}`,
      `--tls-cert-file=${pki.webhooks.certificate}`,
      `--tls-private-key-file=${pki.webhooks.key}`,
      "--leader-elect=false",
      "--profiling=false",
    ],
    health: { url: `https://${hostPort(at)}/healthz` },
  };
}

/** kapp-controller's Package API: a custom resource cannot hold a name with a `+`, as every Package has. */
export function packagingApi({ block, pki, kubeconfig }: PlanInput): ProcessPlan {
  const at = addressesOf(block).packagingApi;
  return {
    name: "packaging-api",
    kind: "real",
    version: toolVersion("packaging-api"),
    file: toolPath("packaging-api"),
    args: [
      `--address=${at.host}`,
      `--port=${at.port}`,
      `--certificate=${pki.webhooks.certificate}`,
      `--key=${pki.webhooks.key}`,
      `--kubeconfig=${kubeconfig}`,
      "--packaging-global-namespace=tkg-system",
    ],
    health: { url: `https://${hostPort(at)}/healthz`, ...pki.admin },
  };
}

export function vcsim({ directory, block, pki }: PlanInput): ProcessPlan {
  const at = hostPort(addressesOf(block).vcenter);
  return {
    name: "vcsim",
    kind: "simulated",
    version: toolVersion("vcsim"),
    file: toolPath("vcsim"),
    args: [
      `--listen=${at}`,
      `--certificate=${pki.vcenter.certificate}`,
      `--key=${pki.vcenter.key}`,
      `--user=${vcenterUser}`,
      `--datastores=${join(directory, "datastores")}`,
      `--faults=${join(directory, "faults.json")}`,
    ],
    environment: { VCSIM_PASSWORD: vcenterPassword },
    health: { url: `https://${at}/about` },
  };
}

export function registry({ directory, block, pki }: PlanInput): ProcessPlan {
  const at = hostPort(addressesOf(block).registry);
  return {
    name: "registry",
    kind: "real",
    version: toolVersion("registry"),
    file: toolPath("registry"),
    args: [
      `--listen=${at}`,
      `--certificate=${pki.registry.certificate}`,
      `--key=${pki.registry.key}`,
      `--blobs=${join(directory, "registry")}`,
      `--faults=${join(directory, "faults.json")}`,
    ],
    health: { url: `https://${at}/v2/` },
  };
}
