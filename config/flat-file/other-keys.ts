/** Flat keys that a single-node cluster has no use for, and those that must not ask for something else. */
import type { KeyRule } from "./key-rule.js";

const ignored = (reason: string): KeyRule => ({ kind: "ignored", reason });
const checked = (expected: string, accepts: (value: string) => boolean): KeyRule => ({
  kind: "checked",
  accepts,
  expected,
});

const noWorkers = ignored("a single-node cluster has no workers");
const noZones = ignored("a single node is in no failure domain of its own; place it by the VSPHERE_ paths");
const mhc = ignored("Cluster API never replaces the only node of a control plane by itself");
const mgmtOnly = ignored("concerns the management cluster only");
const size = ignored("give the size in VSPHERE_CONTROL_PLANE_NUM_CPUS, _MEM_MIB and _DISK_GIB");
const isFalse = (value: string) => /^(false|no|off)$/i.test(value);

const workerCount = checked(
  "0: a single-node cluster has no workers (vendor page, step 4.2)",
  (value) => value === "0",
);

export const otherKeys: Readonly<Record<string, KeyRule>> = {
  CONTROL_PLANE_MACHINE_COUNT: checked(
    "1: a single-node cluster has one control plane node (and etcd never an even number)",
    (value) => value === "1",
  ),
  WORKER_MACHINE_COUNT: workerCount,
  WORKER_MACHINE_COUNT_0: workerCount,
  WORKER_MACHINE_COUNT_1: workerCount,
  WORKER_MACHINE_COUNT_2: workerCount,
  AVI_CONTROL_PLANE_HA_PROVIDER: checked(
    "false: single-node clusters are not compatible with NSX Advanced Load Balancer (vendor page)",
    isFalse,
  ),
  AVI_ENABLE: checked(
    "false: single-node clusters are not compatible with NSX Advanced Load Balancer (vendor page)",
    isFalse,
  ),
  INFRASTRUCTURE_PROVIDER: checked('"vsphere"', (value) => value.toLowerCase() === "vsphere"),
  IS_WINDOWS_WORKLOAD_CLUSTER: checked("false: a Windows cluster needs workers", isFalse),
  ENABLE_AUTOSCALER: checked("false: a single-node cluster has nothing to scale", isFalse),
  OS_VERSION: checked(
    '"3" for photon or "20.04" for ubuntu: the tiny TKr has no others',
    (value) => value === "3" || value === "20.04" || value === "2004",
  ),
  OS_ARCH: checked('"amd64": the tiny TKr has no other', (value) => value === "amd64"),

  CLUSTER_PLAN: ignored("the plan sets numbers of machines, and those are always one and none"),
  SIZE: size,
  CONTROLPLANE_SIZE: size,
  WORKER_SIZE: noWorkers,
  VSPHERE_TEMPLATE: ignored(
    "TKG finds the template by its vApp properties, whatever its name (tkg-edge:template imports one)",
  ),
  VSPHERE_REGION: noZones,
  VSPHERE_ZONE: noZones,
  VSPHERE_AZ_0: noZones,
  VSPHERE_AZ_1: noZones,
  VSPHERE_AZ_2: noZones,
  VSPHERE_AZ_CONTROL_PLANE_MATCHING_LABELS: noZones,
  VSPHERE_WORKER_NUM_CPUS: noWorkers,
  VSPHERE_WORKER_MEM_MIB: noWorkers,
  VSPHERE_WORKER_DISK_GIB: noWorkers,
  VSPHERE_WORKER_CUSTOM_VMX_KEYS: noWorkers,
  VSPHERE_WORKER_PCI_DEVICES: noWorkers,
  VSPHERE_WORKER_HARDWARE_VERSION: noWorkers,
  VSPHERE_IGNORE_PCI_DEVICES_ALLOW_LIST: ignored("a check of the vendor's CLI, which is not used"),
  VSPHERE_MTU: ignored("there is no class variable for it"),
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
  NODE_STARTUP_TIMEOUT: ignored("site.timeouts.createSeconds says how long a create may take"),
  DEPLOY_TKG_ON_VSPHERE7: mgmtOnly,
  ENABLE_TKGS_ON_VSPHERE7: mgmtOnly,
  ENABLE_CEIP_PARTICIPATION: mgmtOnly,
  IDENTITY_MANAGEMENT_TYPE: mgmtOnly,
  BUILD_EDITION: mgmtOnly,
  BASTION_HOST_ENABLED: ignored("belongs to another infrastructure"),
};

/** Families of keys, by how they begin; asked after the tables. */
export const ignoredFamilies: readonly { readonly prefix: string; readonly reason: string }[] = [
  { prefix: "ANTREA_", reason: "Antrea keeps the settings of the TKr's own AntreaConfig" },
  { prefix: "AUTOSCALER_", reason: "a single-node cluster has nothing to scale" },
  { prefix: "AVI_", reason: "single-node clusters are not compatible with NSX Advanced Load Balancer" },
  { prefix: "NSXT_", reason: "there is no class variable for it" },
  { prefix: "MHC_", reason: "Cluster API never replaces the only node of a control plane by itself" },
  { prefix: "NODE_POOL_", reason: "a single-node cluster has no workers" },
  { prefix: "WORKER_", reason: "a single-node cluster has no workers" },
  { prefix: "OIDC_", reason: "concerns the management cluster only" },
  { prefix: "LDAP_", reason: "concerns the management cluster only" },
  { prefix: "AWS_", reason: "belongs to another infrastructure" },
  { prefix: "AZURE_", reason: "belongs to another infrastructure" },
];
