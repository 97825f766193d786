/**
 * Variables of the vendor's ClusterClasses (`tkg-vsphere-default-vX.Y.Z`) that have no key of their own in `tkg-edge:site`,
 * under the names that the class gives them. Types, defaults and required keys are the class's own; what is left out is left to
 * the class. Which TKG release brought a variable is in `variableSince`.
 */
import * as z from "zod";
import {
  base64Text,
  flag as boolean,
  integerAtLeast,
  nonEmpty,
  proxyUrl,
  registryReference,
  text,
} from "./fields.js";
import { securitySchema } from "./security-variable.js";
import type { TkgRelease } from "./tkg-releases.js";

const flag = (what: string) => boolean().optional().describe(what);
const texts = (what: string) =>
  z.array(nonEmpty("a text"), { error: "a list of texts" }).optional().describe(what);
const argumentName = text(
  (name) => /^[A-Za-z0-9][A-Za-z0-9.-]*$/.test(name),
  'the name of an argument, without "--" before it',
);
const extraArgs = (component: string) =>
  z
    .record(argumentName, z.string({ error: "a text; quote numbers and booleans" }))
    .optional()
    .describe(`Additional arguments of ${component}, name to text.`);
const podSecurityLevel = z.enum(["", "privileged", "baseline", "restricted"], {
  error: '"privileged", "baseline", "restricted" or ""',
});
const version = (level: string) =>
  z.string().optional().describe(`Kubernetes version that "${level}" is understood by, such as "v1.24".`);
const pciDevices = z.strictObject({
  devices: z
    .array(
      z.strictObject({
        vendorId: z.int({ error: "the PCI vendor id as a number" }).describe("PCI vendor id, a number."),
        deviceId: z.int({ error: "the PCI device id as a number" }).describe("PCI device id, a number."),
      }),
    )
    .optional()
    .describe("The devices."),
  hardwareVersion: z.string().optional().describe('Hardware version such as "vmx-17".'),
});

/** Port of a cluster's API server where the variable apiServerPort is not set; the class's own default. */
export const defaultApiServerPort = 6443;

export const classVariablesSchema = z.strictObject({
  additionalFQDN: texts("Further names in the API server's certificate."),
  additionalImageRegistries: z
    .array(
      z.strictObject({
        host: registryReference.describe("Registry, `host[:port][/path]`."),
        skipTlsVerify: flag("Do not verify the registry's certificate."),
        caCert: base64Text.optional().describe("CA of the registry, base64 PEM."),
      }),
    )
    .optional()
    .describe("Further registries that the node's container runtime may use."),
  apiServerExtraArgs: extraArgs("the API server"),
  apiServerPort: integerAtLeast(1, "TCP port")
    .max(65535, { error: "a TCP port of at most 65535" })
    .optional()
    .describe(`Port of the API server. @default - ${defaultApiServerPort}`),
  controlPlaneCertificateRotation: z
    .strictObject({
      activate: flag("Whether they are renewed. @default - true"),
      daysBefore: integerAtLeast(7, "days")
        .optional()
        .describe("How long before their expiry. @default - 90"),
    })
    .optional()
    .describe("Renewal of the control plane's certificates, which rolls the node."),
  controlPlaneKubeletExtraArgs: extraArgs("the kubelet"),
  controlPlaneZoneMatchingLabels: z
    .record(z.string(), z.string({ error: "a text; quote numbers and booleans" }))
    .optional()
    .describe("Labels of the zones that control planes are placed in, name to text. Since TKG 2.3."),
  customTDNFRepository: z
    .strictObject({ certificate: z.string().describe("The certificate, as the class takes it.") })
    .optional()
    .describe("Certificate of a package repository for Photon."),
  etcdExtraArgs: extraArgs("etcd"),
  eventRateLimitConf: base64Text
    .optional()
    .describe("Event rate limit configuration of the API server, base64."),
  kubeControllerManagerExtraArgs: extraArgs("the controller manager"),
  kubeSchedulerExtraArgs: extraArgs("the scheduler"),
  kubeVipLoadBalancerProvider: flag("kube-vip serves Services of type LoadBalancer too."),
  network: z
    .strictObject({
      ipv6Primary: flag("The primary address family is IPv6."),
      addressesFromPools: z
        .array(
          z.strictObject({
            apiGroup: z.string().describe("API group, such as `ipam.cluster.x-k8s.io`."),
            kind: z.string().describe("Kind, such as `InClusterIPPool`."),
            name: z.string().describe("Name of the pool."),
          }),
        )
        .optional()
        .describe("IPAM pools that the node's addresses come from. @default - DHCP"),
    })
    .optional()
    .describe("Addresses of the node."),
  ntpServers: texts("NTP servers of the node."),
  pci: z
    .strictObject({ controlPlane: pciDevices.optional().describe("Those of the one node.") })
    .optional()
    .describe("PCI devices passed through to the node."),
  podSecurityStandard: z
    .strictObject({
      deactivated: flag("Switch pod security off."),
      enforce: podSecurityLevel.optional().describe("What is refused."),
      audit: podSecurityLevel.optional().describe("What is written to the audit log. @default - `baseline`"),
      warn: podSecurityLevel.optional().describe("What the user is warned of. @default - `baseline`"),
      enforceVersion: version("enforce"),
      auditVersion: version("audit"),
      warnVersion: version("warn"),
      exemptions: z
        .strictObject({ namespaces: texts("Namespaces that it does not hold for.") })
        .optional()
        .describe("What it does not hold for."),
    })
    .optional()
    .describe("Pod security of the cluster; kube-system and tkg-system are always exempt."),
  proxy: z
    .strictObject({
      httpProxy: proxyUrl.describe("Proxy for HTTP, a URL."),
      httpsProxy: proxyUrl.describe("Proxy for HTTPS, a URL."),
      noProxy: texts("Hosts, domains and CIDR blocks that are reached without the proxy."),
      systemWide: flag("The whole node uses the proxy, not only its container runtime. Since TKG 2.1.1."),
    })
    .optional()
    .describe("Proxy of the node."),
  security: securitySchema.optional(),
  tlsCipherSuites: z
    .string()
    .optional()
    .describe("TLS cipher suites of the Kubernetes components, comma separated."),
  vipNetworkInterface: z
    .string()
    .optional()
    .describe('Interface that holds the API address. @default - "eth0"'),
});

export type ClassVariables = z.output<typeof classVariablesSchema>;

/** Port of the API server of a cluster with these variables. */
export const apiServerPortOf = (variables: Pick<ClassVariables, "apiServerPort">): number =>
  variables.apiServerPort ?? defaultApiServerPort;

/** First TKG release that has a variable of the class or a field of the Cluster, where that is not the oldest known one. */
export const variableSince: Readonly<Record<string, TkgRelease["tkg"]>> = {
  "nodeTimeouts.volumeDetachSeconds": "2.3.0",
  "nodeTimeouts.deletionSeconds": "2.3.0",
  pci: "2.1.1",
  customTDNFRepository: "2.1.1",
  "proxy.systemWide": "2.1.1",
  "machine.customVMXKeys": "2.1.1",
  additionalImageRegistries: "2.2.0",
  controlPlaneZoneMatchingLabels: "2.3.0",
  security: "2.3.0",
  "node.mtu": "2.3.0",
};

/**
 * Variables that got a key after release 0.1.0. A stack of that release may have one in `site.extraVariables`, where it
 * stays accepted: with the fields that are not public, too.
 */
export const alsoExtraVariables: ReadonlySet<string> = new Set([
  "controlPlaneZoneMatchingLabels",
  "security",
]);
