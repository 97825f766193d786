/**
 * The corpus of bad inputs: what somebody writes by mistake, where the problem is reported and what it says.
 * Each is the vendor page's example with one key changed.
 */
import { exampleCa, expiredCa } from "../example-ca.js";

/** What somebody writes in place of the right value; `undefined` leaves the key out. */
export interface BadInput {
  /** Config path that is changed. */
  readonly change: string;
  readonly to: unknown;
  /** Config path of the one problem that is reported. @default - `change` */
  readonly at?: string;
  /** Part of what the problem says is expected. */
  readonly says: string;
  /** Further changes that the mistake needs to be one. */
  readonly with?: Readonly<Record<string, unknown>>;
}

/** Stands for a secret in the wrong place; no output may hold it. */
export const marker = "s3cr3t-Marker";

const bad = (change: string, to: unknown, says: string, at?: string): BadInput => ({
  change,
  to,
  says,
  ...(at !== undefined && { at }),
});

const base64 = (text: string) => Buffer.from(text).toString("base64");
const privateKey = `-----BEGIN OPENSSH PRIVATE KEY-----\n${marker}\n-----END OPENSSH PRIVATE KEY-----`;
const standardTkr = "v1.25.7+vmware.2-tkg.1";
const olderTkr = "v1.24.9+vmware.1-tiny.2-tkg.1";

export const badInputs: Readonly<Record<string, readonly BadInput[]>> = {
  "sizes and numbers": [
    bad("site.machine.numCPUs", "4", "a whole number of at least 2 (virtual CPUs), written without quotes"),
    bad("site.machine.numCPUs", 1, "at least 2 (virtual CPUs)"),
    bad("site.machine.numCPUs", 2.5, "a whole number"),
    bad("site.machine.memoryMiB", 2048, "at least 4096 (MiB)"),
    bad("site.machine.memoryMiB", "4Gi", "a whole number of at least 4096 (MiB)"),
    bad("site.machine.diskGiB", 10, "at least 20 (GiB)"),
    bad("site.machine.diskGiB", 99999999999, "at least 20 (GiB)"),
    bad("site.machine.diskGB", 20, 'did you mean "diskGiB"?'),
    bad("site.machine.customVMXKeys", { a: 1 }, "a text; quote numbers", "site.machine.customVMXKeys.a"),
    bad("site.timeouts.createSeconds", 5, "at least 60 (seconds)"),
    bad("site.variables.apiServerPort", 70000, "a TCP port of at most 65535"),
    bad(
      "site.variables.controlPlaneCertificateRotation",
      { daysBefore: 3 },
      "at least 7 (days)",
      "site.variables.controlPlaneCertificateRotation.daysBefore",
    ),
  ],
  "names and words": [
    bad("site.name", "Workload", "a cluster name"),
    bad("site.name", "workload.snc", "a cluster name"),
    bad("site.name", "a".repeat(43), "1 to 42 lower-case letters"),
    bad("site.name", undefined, "a cluster name"),
    bad("site.namespace", "Default", "a Kubernetes namespace name"),
    bad("site.className", "TKG_class", "the name of a ClusterClass"),
    bad("site.kind", "tiny", '"minimal" (a tiny TKr) or "standard"'),
    bad("site.os", "Photon", '"photon" or "ubuntu"'),
    bad("site.cni", "cilium", '"antrea" or "calico"'),
    bad("site.protect", "yes", "true or false, written without quotes"),
    bad("site.protected", true, 'did you mean "protect"?'),
    bad("site.plcement", {}, 'did you mean "placement"?'),
    bad("site.node.labels", { "bad key": "x" }, "a label key", 'site.node.labels["bad key"]'),
    bad("site.node.labels", { site: "a b" }, "a label value", "site.node.labels.site"),
    bad(
      "site.node.labels",
      { "node-role.kubernetes.io/edge": "" },
      "a label that a kubelet may set",
      'site.node.labels["node-role.kubernetes.io/edge"]',
    ),
    bad("site.node.searchDomains", ["edge_example"], "a DNS name", "site.node.searchDomains[0]"),
    bad("site.identityRef", { name: "Shared" }, "a Kubernetes namespace name", "site.identityRef.name"),
  ],
  networks: [
    bad("site.network.podCidrs", "100.96.0.0/11", "a list of IPv4 CIDR blocks"),
    bad("site.network.podCidrs", [], "at least one CIDR block"),
    bad("site.network.podCidrs", ["100.96.0.0"], 'this has no "/" and size', "site.network.podCidrs[0]"),
    bad("site.network.podCidrs", ["100.96.0.0/40"], "an IPv4 CIDR block", "site.network.podCidrs[0]"),
    bad(
      "site.network.podCidrs",
      ["100.97.0.0/11"],
      'starts at its own boundary: "100.96.0.0/11"',
      "site.network.podCidrs[0]",
    ),
    bad(
      "site.network.podCidrs",
      ["10.0.0.0/25"],
      "a pod network of at least the size /24",
      "site.network.podCidrs[0]",
    ),
    bad(
      "site.network.podCidrs",
      ["100.64.0.0/10"],
      "does not overlap the pod network 100.64.0.0/10",
      "site.network.serviceCidrs[0]",
    ),
    bad(
      "site.network.podCidrs",
      ["10.0.0.0/16", "10.0.128.0/17"],
      "does not overlap the pod network 10.0.0.0/16",
      "site.network.podCidrs[1]",
    ),
    bad(
      "site.network.podCidrs",
      ["10.185.12.0/24"],
      "a block without 10.185.12.154 (tkg-edge:connection.vcenter.server)",
      "site.network.podCidrs[0]",
    ),
    bad(
      "site.network.serviceCidrs",
      ["10.1.0.0/29"],
      "a service network of at least the size /28",
      "site.network.serviceCidrs[0]",
    ),
    bad("site.network.serviceCidrs", ["fd00::/108"], "an IPv4 CIDR block", "site.network.serviceCidrs[0]"),
    bad("site.controlPlaneEndpoint", "100.96.0.10", "outside the cluster's pod network 100.96.0.0/11"),
    bad("site.controlPlaneEndpoint", "100.64.0.1", "outside the cluster's service network 100.64.0.0/13"),
    bad("site.controlPlaneEndpoint", "10.185.11.134:6443", "without port"),
    bad("site.controlPlaneEndpoint", "edge.example.com", "an IPv4 address"),
    bad("site.controlPlaneEndpoint", "10.185.11.256", "an IPv4 address"),
    bad("site.controlPlaneEndpoint", "0.0.0.0", "which a machine can have"),
    bad(
      "site.controlPlaneEndpoint",
      "10.185.12.154",
      "an address that nothing else has; this one is tkg-edge:connection.vcenter.server",
    ),
    bad("site.controlPlaneEndpoint", undefined, "the address of the cluster's API"),
    bad("site.node.nameservers", ["dns.example.com"], "an IPv4 address", "site.node.nameservers[0]"),
    bad(
      "site.variables.network",
      { addressesFromPools: [{ apiGroup: "g", kind: "k", name: "n" }] },
      "at least one DNS server",
      "site.node.nameservers",
    ),
  ],
  placement: [
    bad("site.placement.folder", "dc0/vm", "an absolute vCenter inventory path"),
    bad("site.placement.folder", "/dc0/vm/", "an absolute vCenter inventory path"),
    bad("site.placement.folder", "/dc0/vm/../x", "an absolute vCenter inventory path"),
    bad("site.placement.datastore", "sharedVmfs-0", "an absolute vCenter inventory path"),
    bad("site.placement.datastore", "/dc1/datastore/sharedVmfs-0", 'begins with "/dc0/datastore/"'),
    bad("site.placement.network", "/dc0/vm/VM Network", 'begins with "/dc0/network/"'),
    bad("site.placement.resourcePool", "/dc0/cluster0/Resources", 'begins with "/dc0/host/"'),
    bad("site.placement.cloneMode", "instantClone", '"fullClone" or "linkedClone"'),
    bad("site.placement", undefined, "a value"),
  ],
  "keys and certificates": [
    bad(
      "site.sshAuthorizedKeys",
      ["ssh-rsa AAAA\nssh-rsa BBBB"],
      "this has several lines",
      "site.sshAuthorizedKeys[0]",
    ),
    bad(
      "site.sshAuthorizedKeys",
      ["AAAAB3NzaC1yc2E= me"],
      "one authorised public SSH key",
      "site.sshAuthorizedKeys[0]",
    ),
    bad(
      "site.sshAuthorizedKeys",
      ["ssh-ed25519 AAAAB3NzaC1yc2E= me"],
      'what follows "ssh-ed25519" is not a key of that type',
      "site.sshAuthorizedKeys[0]",
    ),
    bad(
      "site.sshAuthorizedKeys",
      ["ssh-dss AAAAB3NzaC1kc3M= me"],
      "no longer accepts DSA",
      "site.sshAuthorizedKeys[0]",
    ),
    bad(
      "site.sshAuthorizedKeys",
      ["ssh-rsa AAAAB3[...]tyaw== me"],
      "cut short, as the vendor's page",
      "site.sshAuthorizedKeys[0]",
    ),
    bad("site.sshAuthorizedKeys", [privateKey], "this is a private key", "site.sshAuthorizedKeys[0]"),
    bad(
      "site.sshAuthorizedKeys",
      ["ssh-rsa AAAAB3NzaC1yc2E= a", "ssh-rsa AAAAB3NzaC1yc2E= b"],
      "each key once",
      "site.sshAuthorizedKeys[1]",
    ),
    bad("site.trustedCa.imageRepository", "AAAA", "base64, but not of a PEM certificate"),
    bad("site.trustedCa.imageRepository", "-----BEGIN CERTIFICATE-----\nMIIB", "this is the PEM text itself"),
    bad("site.trustedCa.imageRepository", exampleCa.slice(0, 400), "base64, but not of a PEM certificate"),
    bad(
      "site.trustedCa.imageRepository",
      base64("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----"),
      "its content is no certificate",
    ),
    bad("site.trustedCa.imageRepository", expiredCa, "CN=expired example CA expired on"),
    bad("site.trustedCa.imageRepository", "LS0tL[...]0tLQo=", "cut short, as the vendor's page"),
    bad("site.trustedCa.imageRepository", base64(privateKey), "this holds a private key"),
    bad("site.trustedCa.registry", exampleCa, "one of the documented keys"),
    bad(
      "connection.vcenter.thumbprint",
      Array(32).fill("AB").join(":"),
      "this is a SHA-256 one; get the right one with: openssl",
    ),
    bad(
      "connection.vcenter.thumbprint",
      "47F5838E5D36001122334455667772 5A".replace(" ", "") + "897D29E5",
      "with colons: 47:F5:83:8E",
    ),
    bad("connection.vcenter.thumbprint", "47:F5", "20 pairs of hex digits"),
    bad("connection.vcenter.thumbprint", 47, "a SHA-1 thumbprint, in quotes"),
    bad("connection.vcenter.thumbprint", undefined, "a thumbprint or a caFile", "connection.vcenter"),
    bad("connection.vcenter.insecure", true, "one of them: insecure means"),
  ],
  "servers and registries": [
    bad("connection.vcenter.server", "https://vc.example.com/sdk", 'without "https://"'),
    bad("connection.vcenter.server", "vc.example.com/sdk", "a host name or address"),
    bad("connection.vcenter.server", "", "a host name or address"),
    bad("connection.managementCluster.context", "  ", "the name of a context"),
    bad(
      "connection.managementCluster",
      undefined,
      "kubeconfig and context of the management cluster, which tkg-edge:management needs",
    ),
    bad(
      "connection.registry",
      { host: "https://r.example.com/tkg" },
      'without "https://"',
      "connection.registry.host",
    ),
    bad(
      "connection.registry",
      { host: "r.example.com/tkg", username: "u" },
      "the password of connection.registry.username",
      "registryPassword",
    ),
    bad("site.imageRepository", "r.example.com/tkg:v1", "without tag"),
    bad("site.imageRepository", "r.example.com/tkg/", 'without "/" at the end'),
    bad("site.imageRepository", "r.example.com/TKG", "paths are lower case"),
    bad("management.tkr.bundle", "r.example.com/b@sha256:00", "without digest"),
    bad(
      "site.variables.proxy",
      { httpProxy: "proxy:3128", httpsProxy: "http://proxy:3128" },
      "the URL of a proxy",
      "site.variables.proxy.httpProxy",
    ),
    bad(
      "site.variables.proxy",
      { httpProxy: "http://proxy:3128" },
      "the URL of a proxy",
      "site.variables.proxy.httpsProxy",
    ),
    bad(
      "site.variables.additionalImageRegistries",
      [{ host: "r.example.com", cert: "x" }],
      'did you mean "caCert"?',
      "site.variables.additionalImageRegistries[0].cert",
    ),
  ],
  "versions and variables": [
    bad("management.tkr.version", "v1.25.7+vmware.1-tiny.2", "the version of a tiny TKr"),
    bad("management.tkr.version", "1.25.7+vmware.1-tiny.2-tkg.1", "the version of a tiny TKr"),
    bad("management.tkr.version", "v1.25.7---vmware.1-tiny.2-tkg.1", "the version of a tiny TKr"),
    bad("management.tkr.version", standardTkr, "the version of a tiny TKr"),
    bad(
      "management.tkr.alsoInstalled",
      ["v1.25.7+vmware.1-tiny.2-tkg.1"],
      "a TKr that is not named before",
      "management.tkr.alsoInstalled[0]",
    ),
    bad(
      "management.clusterClass",
      { resolveTkr: "off" },
      '"guard" or "original"',
      "management.clusterClass.resolveTkr",
    ),
    {
      change: "site.tkrVersion",
      to: olderTkr,
      says: "a TKr that tkg-edge:management installs",
      with: { template: undefined },
    },
    {
      change: "site.tkrVersion",
      to: standardTkr,
      says: "a tiny TKr, of which minimal clusters are made",
      with: { template: undefined },
    },
    {
      change: "site.kind",
      to: "standard",
      at: "site.tkrVersion",
      says: 'a standard TKr (or site.kind: "minimal")',
    },
    {
      change: "site.tkrVersion",
      to: undefined,
      says: "a TKr version, since this stack has no tkg-edge:management",
      with: { management: undefined, template: undefined },
    },
    bad(
      "site.os",
      "ubuntu",
      'the operating system of the site that this stack makes ("ubuntu")',
      "template.os",
    ),
    bad("template.tkrVersion", olderTkr, "the TKr of the site that this stack makes"),
    bad("template.name", "a/b", "a name without '/'"),
    bad("template.sha256", "abc", "64 lower-case hex digits"),
    {
      change: "site.variables.additionalImageRegistries",
      to: [{ host: "r.example.com" }],
      says: "the ClusterClass has this since TKG 2.2.0",
      with: { management: undefined, template: undefined, "site.tkrVersion": olderTkr },
    },
    {
      change: "site.machine.customVMXKeys",
      to: { a: "1" },
      says: "the ClusterClass has this since TKG 2.1.1",
      with: { management: undefined, template: undefined, "site.tkrVersion": olderTkr },
    },
    bad("site.variables.osImage", "x", "one of the documented keys"),
    bad(
      "site.variables.apiServerExtraArgs",
      { "--v": "2" },
      'without "--" before it',
      "site.variables.apiServerExtraArgs.--v",
    ),
    bad(
      "site.variables.apiServerExtraArgs",
      { v: 2 },
      "a text; quote numbers",
      "site.variables.apiServerExtraArgs.v",
    ),
    bad(
      "site.variables.podSecurityStandard",
      { enforce: "strict" },
      '"privileged", "baseline", "restricted"',
      "site.variables.podSecurityStandard.enforce",
    ),
    bad(
      "site.extraVariables",
      { ntpServers: [] },
      "site.variables.ntpServers",
      "site.extraVariables.ntpServers",
    ),
    bad(
      "site.extraVariables",
      { TKR_DATA: {} },
      "TKG's own webhooks write it",
      "site.extraVariables.TKR_DATA",
    ),
    bad(
      "site.extraVariables",
      { controlPlaneTaint: true },
      "on a single node it is always false",
      "site.extraVariables.controlPlaneTaint",
    ),
    bad(
      "site.extraVariables",
      { worker: {} },
      "a single-node cluster has no workers",
      "site.extraVariables.worker",
    ),
    bad(
      "site.extraVariables",
      { aviAPIServerHAProvider: true },
      "not compatible with NSX",
      "site.extraVariables.aviAPIServerHAProvider",
    ),
  ],
  "secrets in the wrong place": [
    bad("connection.vcenter.password", marker, "one of the documented keys"),
    bad(
      "connection.registry",
      { host: "r.example.com", password: marker },
      "one of the documented keys",
      "connection.registry.password",
    ),
    bad("site.imageRepository", `https://user:${marker}@r.example.com/tkg`, 'without "https://"'),
    bad("site.imageRepository", `user:${marker}@r.example.com/tkg`, "without digest or user"),
    bad("connection.vcenter.server", `administrator:${marker}@vc.example.com`, "a host name or address"),
    bad("connection.vcenter", { password: marker }, "a host name", "connection.vcenter.server"),
    bad(
      "site.variables.proxy",
      { httpProxy: `proxy://u:${marker}@p`, httpsProxy: "http://p" },
      "the URL of a proxy",
      "site.variables.proxy.httpProxy",
    ),
    bad("site.machine.memoryMiB", `<encoded:${base64(marker)}>`, "a whole number"),
  ],
};
