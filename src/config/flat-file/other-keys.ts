/** Flat keys that a single-node cluster has no use for, and those that must not have another value. */
import { defaultApiServerPort } from "../class-variables.js";
import type { FlatEdit, KeyRule } from "./key-rule.js";

const ignored = (reason: string): KeyRule => ({ kind: "ignored", reason });
const checked = (expected: string, accepts: (value: string) => boolean, edit?: FlatEdit): KeyRule => ({
  kind: "checked",
  accepts,
  expected,
  ...(edit && { edit }),
});

const noWorkers = ignored("a single-node cluster has no workers");
const noZones = ignored("a single node is in no failure domain of its own; place it by the VSPHERE_ paths");
const mhc = ignored("Cluster API never replaces the only node of a control plane by itself");
const mgmtOnly = ignored("concerns the management cluster only");
const otherInfrastructure = ignored("belongs to another infrastructure");
const cliOwn = ignored("the vendor's CLI fills it in for itself");
const isFalse = (value: string) => /^(false|no|off)$/i.test(value);
const isTrue = (value: string) => /^(true|yes|on)$/i.test(value);

const oneNode: FlatEdit = { kind: "page", text: "is edited: there is one control plane node (edit 1 of 3)" };
const withoutWorkers: FlatEdit = { kind: "page", text: "is edited: there are no workers (edit 2 of 3)" };
const kubeVip: FlatEdit = {
  kind: "load balancer",
  text: "is edited: kube-vip serves the API's address in place of NSX Advanced Load Balancer",
};

const workerCount = checked(
  "0: a single-node cluster has no workers (vendor page, step 4.2)",
  (value) => value === "0",
  withoutWorkers,
);
const noLoadBalancer = checked(
  "false: single-node clusters are not compatible with NSX Advanced Load Balancer (vendor page); " +
    "convert --edit-load-balancer takes kube-vip instead",
  isFalse,
  kubeVip,
);

export const otherKeys: Readonly<Record<string, KeyRule>> = {
  CONTROL_PLANE_MACHINE_COUNT: checked(
    "1: a single-node cluster has one control plane node (and etcd never an even number)",
    (value) => value === "1",
    oneNode,
  ),
  WORKER_MACHINE_COUNT: workerCount,
  WORKER_MACHINE_COUNT_0: workerCount,
  WORKER_MACHINE_COUNT_1: workerCount,
  WORKER_MACHINE_COUNT_2: workerCount,
  CLUSTER_PLAN: ignored(
    "a plan sets numbers of machines, and those are always one control plane node and no workers",
  ),
  AVI_CONTROL_PLANE_HA_PROVIDER: noLoadBalancer,
  AVI_ENABLE: noLoadBalancer,
  INFRASTRUCTURE_PROVIDER: checked('"vsphere"', (value) => value.toLowerCase() === "vsphere"),
  PROVIDER_TYPE: checked('"vsphere"', (value) => value.toLowerCase() === "vsphere"),
  IS_WINDOWS_WORKLOAD_CLUSTER: checked("false: a Windows cluster needs workers", isFalse),
  ENABLE_AUTOSCALER: checked("false: a single-node cluster has nothing to scale", isFalse),
  ALLOW_LEGACY_CLUSTER: checked("false: this program makes class-based clusters only", isFalse),
  TKG_CLUSTER_ROLE: checked('"workload"', (value) => value.toLowerCase() === "workload"),
  TKG_IPV6_PRIMARY: checked("false: clusters with IPv6 have not been tried with this program", isFalse),
  ENABLE_TKGS_ROUTABLE_POD: checked("false: routable pods need NSX-T and another class", isFalse),
  NSXT_POD_ROUTING_ENABLED: checked(
    "false: routable pods need NSX-T, for which the class has no variable",
    isFalse,
  ),
  SECRETGEN_CONTROLLER_ENABLE: checked("true: every TKr brings the controller", isTrue),
  SERVICE_DOMAIN: checked(
    '"cluster.local": the vendor\'s class for vSphere has no other',
    (value) => value === "cluster.local",
  ),
  VSPHERE_CONTROL_PLANE_ENDPOINT_PORT: checked(
    `${defaultApiServerPort}, or the port in CLUSTER_API_SERVER_PORT: this key counts only with NSX Advanced Load Balancer`,
    (value) => value === String(defaultApiServerPort),
  ),
  OS_ARCH: checked('"amd64": the tiny TKr has no other', (value) => value === "amd64"),

  WORKER_SIZE: noWorkers,
  VSPHERE_TEMPLATE: ignored(
    "TKG finds the template by its vApp properties, whatever its name (tkg-edge:template imports one)",
  ),
  VSPHERE_TEMPLATE_MOID: ignored("TKG finds the template by its vApp properties, whatever its id"),
  VSPHERE_WINDOWS_TEMPLATE: noWorkers,
  VSPHERE_VERSION: ignored("the version of vCenter is read from vCenter"),
  VSPHERE_REGION: noZones,
  VSPHERE_ZONE: noZones,
  VSPHERE_AZ_0: noZones,
  VSPHERE_AZ_1: noZones,
  VSPHERE_AZ_2: noZones,
  VSPHERE_AZ_CONTROL_PLANE_MATCHING_LABELS: noZones,
  USE_TOPOLOGY_CATEGORIES: noZones,
  VSPHERE_WORKER_NUM_CPUS: noWorkers,
  VSPHERE_WORKER_MEM_MIB: noWorkers,
  VSPHERE_WORKER_DISK_GIB: noWorkers,
  VSPHERE_WORKER_CUSTOM_VMX_KEYS: noWorkers,
  VSPHERE_WORKER_PCI_DEVICES: noWorkers,
  VSPHERE_WORKER_HARDWARE_VERSION: noWorkers,
  VSPHERE_IGNORE_PCI_DEVICES_ALLOW_LIST: ignored("a check of the vendor's CLI, which is not used"),
  VSPHERE_MTU: ignored("site.node.mtu sets it, for classes since TKG 2.3"),
  WORKER_NODE_NAMESERVERS: noWorkers,
  WORKER_NODE_SEARCH_DOMAINS: noWorkers,
  WORKER_KUBELET_EXTRA_ARGS: noWorkers,
  WORKER_ROLLOUT_STRATEGY: noWorkers,
  NODE_POOL_0_NAME: noWorkers,
  NODE_POOL_0_LABELS: noWorkers,
  NODE_POOL_0_TAINTS: noWorkers,
  KUBEVIP_LOADBALANCER_CIDRS: ignored("needs a KubevipCPIConfig, which this program does not make"),
  KUBEVIP_LOADBALANCER_IP_RANGES: ignored("needs a KubevipCPIConfig, which this program does not make"),
  ENABLE_DEFAULT_STORAGE_CLASS: ignored("the TKr's own packages decide about storage classes"),
  ENABLE_MHC: mhc,
  ENABLE_MHC_CONTROL_PLANE: mhc,
  ENABLE_MHC_WORKER_NODE: mhc,
  NODE_STARTUP_TIMEOUT: ignored("site.timeouts.createSeconds sets how long a create may take"),
  DEPLOY_TKG_ON_VSPHERE7: mgmtOnly,
  ENABLE_TKGS_ON_VSPHERE7: mgmtOnly,
  ENABLE_CEIP_PARTICIPATION: mgmtOnly,
  IDENTITY_MANAGEMENT_TYPE: mgmtOnly,
  ENABLE_OIDC: mgmtOnly,
  BUILD_EDITION: mgmtOnly,
  CERT_DURATION: mgmtOnly,
  CERT_RENEW_BEFORE: mgmtOnly,
  SUPERVISOR_ISSUER_URL: ignored("Pinniped is set up by the TKr's own packages"),
  SUPERVISOR_ISSUER_CA_BUNDLE_DATA_B64: ignored("Pinniped is set up by the TKr's own packages"),
  TMC_REGISTRATION_URL: mgmtOnly,
  BASTION_HOST_ENABLED: otherInfrastructure,
  CONTROL_PLANE_MACHINE_TYPE: otherInfrastructure,
  DISABLE_TMC_CLOUD_PERMISSIONS: otherInfrastructure,
  CONTROL_PLANE_STORAGE_CLASS: ignored(
    "belongs to vSphere with Tanzu; site.placement.storagePolicy names a policy",
  ),
  CONTROL_PLANE_VM_CLASS: ignored("belongs to vSphere with Tanzu; site.machine gives the size"),
  DEFAULT_STORAGE_CLASS: ignored("belongs to vSphere with Tanzu"),
  STORAGE_CLASSES: ignored("belongs to vSphere with Tanzu"),
  TKG_DEFAULT_BOM: cliOwn,
  TKG_VERSION: cliOwn,
  TKR_DATA: ignored("TKG's own webhooks write it"),
  TKR_DISCOVER_FREQUENCY: cliOwn,
  FILTER_BY_ADDON_TYPE: cliOwn,
  REMOVE_CRS_FOR_ADDON_TYPE: cliOwn,
  DISABLE_CRS_FOR_ADDON_TYPE: cliOwn,
  FEATURE_FLAG_PACKAGE_BASED_CC: cliOwn,
  CORE_DNS_IP: ignored("it follows from SERVICE_CIDR"),
  VSPHERE_CLUSTER_CLASS_VERSION: ignored("CLUSTER_CLASS names the whole class"),
};

/** Families of keys, by how they begin; read after the tables. */
export const ignoredFamilies: readonly { readonly prefix: string; readonly reason: string }[] = [
  { prefix: "ANTREA_", reason: "Antrea keeps the settings of the TKr's own AntreaConfig" },
  { prefix: "AUTOSCALER_", reason: "a single-node cluster has nothing to scale" },
  { prefix: "AVI_", reason: "single-node clusters are not compatible with NSX Advanced Load Balancer" },
  { prefix: "NSXT_", reason: "there is no class variable for it" },
  { prefix: "MHC_", reason: "Cluster API never replaces the only node of a control plane by itself" },
  { prefix: "NODE_POOL_", reason: "a single-node cluster has no workers" },
  { prefix: "NODE_MACHINE_TYPE", reason: "belongs to another infrastructure" },
  { prefix: "WORKER_", reason: "a single-node cluster has no workers" },
  { prefix: "OIDC_", reason: "concerns the management cluster only" },
  { prefix: "LDAP_", reason: "concerns the management cluster only" },
  { prefix: "PINNIPED_", reason: "Pinniped is set up by the TKr's own packages" },
  { prefix: "AWS_", reason: "belongs to another infrastructure" },
  { prefix: "AZURE_", reason: "belongs to another infrastructure" },
  { prefix: "DOCKER_", reason: "belongs to another infrastructure" },
  { prefix: "OCI_", reason: "belongs to another infrastructure" },
];
