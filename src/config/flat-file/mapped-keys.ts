/** Flat keys that are keys of ours. The vendor's CLI gives them to the same ClusterClass variables. */
import type { CombinedKey, KeyRule, MappedKey } from "./key-rule.js";
import { sizeTable } from "./machine-size.js";
import {
  colonPairs,
  list,
  negated,
  oneOf,
  pairs,
  pciDevices,
  plain,
  single,
  trueOrFalse,
  wholeNumber,
  type ValueReader,
} from "./value-readers.js";

const to = (path: string, read: ValueReader = plain): MappedKey => ({ kind: "mapped", to: path, read });
const combined = (path: string, how: string): CombinedKey => ({ kind: "combined", to: path, how });

const machineSizes: Readonly<Record<string, CombinedKey>> = {
  VSPHERE_CONTROL_PLANE_NUM_CPUS: combined("site.machine.numCPUs", "wins over the next three"),
  VSPHERE_CONTROL_PLANE_MEM_MIB: combined("site.machine.memoryMiB", "wins over the next three"),
  VSPHERE_CONTROL_PLANE_DISK_GIB: combined("site.machine.diskGiB", "wins over the next three"),
  VSPHERE_NUM_CPUS: combined("site.machine.numCPUs", "wins over a size by name"),
  VSPHERE_MEM_MIB: combined("site.machine.memoryMiB", "wins over a size by name"),
  VSPHERE_DISK_GIB: combined("site.machine.diskGiB", "wins over a size by name"),
  CONTROLPLANE_SIZE: combined("site.machine", `${sizeTable}; wins over SIZE`),
  SIZE: combined("site.machine", sizeTable),
};

const podSecurity = (level: string) => to(`site.variables.podSecurityStandard.${level}`);
const registry = (number: number): Readonly<Record<string, CombinedKey>> => {
  const path = "site.variables.additionalImageRegistries";
  const key = `ADDITIONAL_IMAGE_REGISTRY_${number}`;
  return {
    [key]: combined(path, "host of an entry"),
    [`${key}_SKIP_TLS_VERIFY`]: combined(path, "skipTlsVerify of the entry"),
    [`${key}_CA_CERTIFICATE`]: combined(path, "caCert of the entry"),
  };
};

export const mappedKeys: Readonly<Record<string, KeyRule>> = {
  CLUSTER_NAME: to("site.name"),
  NAMESPACE: to("site.namespace"),
  CLUSTER_NAMESPACE: to("site.namespace"),
  CLUSTER_CIDR: to("site.network.podCidrs", list),
  SERVICE_CIDR: to("site.network.serviceCidrs", list),
  CLUSTER_CLASS: to("site.className"),
  CLUSTER_LABELS: to("site.labels", colonPairs),
  CLUSTER_ANNOTATIONS: to("site.annotations", colonPairs),
  KUBERNETES_RELEASE: combined("site.tkrVersion", "name or version of the TKr; site.kind follows from it"),
  KUBERNETES_VERSION: combined("site.tkrVersion", "the known TKr of that Kubernetes version"),
  OS_NAME: to("site.os", oneOf("photon", "ubuntu")),
  OS_VERSION: combined("site.osVersion", "the first versions, 3 and 20.04, are left to the TKr"),
  CNI: to("site.cni", oneOf("antrea", "calico")),
  ENABLE_AUDIT_LOGGING: to("site.auditLogging", trueOrFalse),
  VSPHERE_CONTROL_PLANE_ENDPOINT: to("site.controlPlaneEndpoint"),
  VIP_NETWORK_INTERFACE: to("site.variables.vipNetworkInterface"),
  CLUSTER_API_SERVER_PORT: to("site.variables.apiServerPort", wholeNumber),
  VSPHERE_ADDITIONAL_FQDN: to("site.variables.additionalFQDN", list),
  KUBEVIP_LOADBALANCER_ENABLE: to("site.variables.kubeVipLoadBalancerProvider", trueOrFalse),

  VSPHERE_SERVER: to("connection.vcenter.server"),
  VSPHERE_USERNAME: to("connection.vcenter.username"),
  VSPHERE_PASSWORD: to("vcenterPassword"),
  VSPHERE_TLS_THUMBPRINT: to("connection.vcenter.thumbprint"),
  VSPHERE_INSECURE: combined("connection.vcenter.insecure", "only where there is no thumbprint"),
  VSPHERE_DATACENTER: to("site.placement.datacenter"),
  VSPHERE_DATASTORE: to("site.placement.datastore"),
  VSPHERE_FOLDER: to("site.placement.folder"),
  VSPHERE_NETWORK: to("site.placement.network"),
  VSPHERE_RESOURCE_POOL: to("site.placement.resourcePool"),
  VSPHERE_CLONE_MODE: to("site.placement.cloneMode", oneOf("fullClone", "linkedClone")),
  VSPHERE_STORAGE_POLICY_ID: to("site.placement.storagePolicy"),
  VSPHERE_SSH_AUTHORIZED_KEY: to("site.sshAuthorizedKeys", single),

  ...machineSizes,
  VSPHERE_CONTROL_PLANE_CUSTOM_VMX_KEYS: to("site.machine.customVMXKeys", pairs(",")),
  VSPHERE_CONTROL_PLANE_PCI_DEVICES: to("site.variables.pci.controlPlane.devices", pciDevices),
  VSPHERE_CONTROL_PLANE_HARDWARE_VERSION: to("site.variables.pci.controlPlane.hardwareVersion"),
  CONTROL_PLANE_NODE_NAMESERVERS: to("site.node.nameservers", list),
  CONTROL_PLANE_NODE_SEARCH_DOMAINS: to("site.node.searchDomains", list),
  CONTROL_PLANE_NODE_LABELS: to("site.node.labels", pairs(",")),
  NODE_IPAM_IP_POOL_NAME: combined("site.variables.network.addressesFromPools", "an InClusterIPPool"),
  NTP_SERVERS: to("site.variables.ntpServers", list),

  TKG_CUSTOM_IMAGE_REPOSITORY: to("site.imageRepository"),
  TKG_CUSTOM_IMAGE_REPOSITORY_SKIP_TLS_VERIFY: to("site.imageRepositoryTlsVerify", negated),
  TKG_CUSTOM_IMAGE_REPOSITORY_CA_CERTIFICATE: to("site.trustedCa.imageRepository"),
  TKG_PROXY_CA_CERT: to("site.trustedCa.proxy"),
  TKG_HTTP_PROXY: combined("site.variables.proxy.httpProxy", "unless TKG_HTTP_PROXY_ENABLED is false"),
  TKG_HTTPS_PROXY: combined("site.variables.proxy.httpsProxy", "unless TKG_HTTP_PROXY_ENABLED is false"),
  TKG_NO_PROXY: combined("site.variables.proxy.noProxy", "unless TKG_HTTP_PROXY_ENABLED is false"),
  TKG_NODE_SYSTEM_WIDE_PROXY: combined(
    "site.variables.proxy.systemWide",
    "unless TKG_HTTP_PROXY_ENABLED is false",
  ),
  TKG_HTTP_PROXY_ENABLED: combined("site.variables.proxy", "false: no proxy at all"),
  ...registry(1),
  ...registry(2),
  ...registry(3),

  ETCD_EXTRA_ARGS: to("site.variables.etcdExtraArgs", pairs(";")),
  APISERVER_EXTRA_ARGS: to("site.variables.apiServerExtraArgs", pairs(";")),
  KUBE_SCHEDULER_EXTRA_ARGS: to("site.variables.kubeSchedulerExtraArgs", pairs(";")),
  KUBE_CONTROLLER_MANAGER_EXTRA_ARGS: to("site.variables.kubeControllerManagerExtraArgs", pairs(";")),
  CONTROLPLANE_KUBELET_EXTRA_ARGS: to("site.variables.controlPlaneKubeletExtraArgs", pairs(";")),
  CONTROLPLANE_CERTIFICATE_ROTATION_ENABLED: to(
    "site.variables.controlPlaneCertificateRotation.activate",
    trueOrFalse,
  ),
  CONTROLPLANE_CERTIFICATE_ROTATION_DAYS_BEFORE: to(
    "site.variables.controlPlaneCertificateRotation.daysBefore",
    wholeNumber,
  ),
  POD_SECURITY_STANDARD_DEACTIVATED: to("site.variables.podSecurityStandard.deactivated", trueOrFalse),
  POD_SECURITY_STANDARD_ENFORCE: podSecurity("enforce"),
  POD_SECURITY_STANDARD_AUDIT: podSecurity("audit"),
  POD_SECURITY_STANDARD_WARN: podSecurity("warn"),
  APISERVER_EVENT_RATE_LIMIT_CONF_BASE64: to("site.variables.eventRateLimitConf"),
  CUSTOM_TDNF_REPOSITORY_CERTIFICATE: to("site.variables.customTDNFRepository.certificate"),
  TKG_IP_FAMILY: {
    kind: "checked",
    accepts: (value) => value.toLowerCase() === "ipv4",
    expected: '"ipv4": clusters with IPv6 have not been tried with this program',
  },
};
