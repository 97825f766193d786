/** The resources of a site as a preview plans them, and what every site has. */
import { secret } from "@pulumi/pulumi";
import type { SitePool } from "../../../components/address-pool.js";
import type { Existing } from "../../../components/adoption.js";
import type { GateTask } from "../../../components/gate-task.js";
import type { VcenterConnection } from "../../../src/config/connection.js";
import type { SiteSpec } from "../../../src/config/stack-spec.js";
import { SingleNodeCluster } from "../../../src/library/single-node-cluster.js";
import { exampleSite } from "../example-site.js";
import { usePlan, type Plan } from "./planned-resources.js";

export const password = "Passw0rd-of-the-test";
export const management = { kubeconfig: "mgmt.kubeconfig", context: "mgmt-admin@mgmt" };
export const command = "command:local:Command";
export const cluster = "kubernetes:cluster.x-k8s.io/v1beta1:Cluster";
/** Of every site. */
export const always = [
  `${command} edge-anchor`,
  `${command} edge-ready`,
  `${command} edge-rebuild-gate`,
  `${cluster} edge-cluster`,
  "tkg-edge:index:SingleNodeCluster edge",
];
export const credentials = "kubernetes:core/v1:Secret edge-credentials";
/** Of a site whose TKr's packages need values of the site's own. */
export const packages = [
  "kubernetes:cpi.tanzu.vmware.com/v1alpha1:VSphereCPIConfig edge-cpi",
  "kubernetes:run.tanzu.vmware.com/v1alpha3:ClusterBootstrap edge-bootstrap",
];

export interface Given {
  readonly site?: Record<string, unknown>;
  /** In place of that of the example. */
  readonly vcenter?: VcenterConnection;
  readonly existing?: Existing;
  readonly gateTask?: GateTask;
  /** What the program found out about the site. */
  readonly known?: Pick<SiteSpec, "versionChange" | "builtFrom">;
  readonly addressPool?: SitePool;
}

/** Plans site after site. */
export function usePlannedSite(): (given?: Given) => Promise<Plan> {
  const plan = usePlan();
  return (given = {}) => {
    const { site: configured, vcenter } = exampleSite(given.site);
    const site = { ...configured, ...given.known };
    const parts = {
      ...{ site, vcenter: given.vcenter ?? vcenter, existing: given.existing, gateTask: given.gateTask },
      addressPool: given.addressPool,
      vcenterPassword: secret(password),
      managementCluster: management,
      toolVersion: "1.2.3",
      bootstrapPackages: ["calico.tanzu.vmware.com.3.24.1", "vsphere-cpi.tanzu.vmware.com.1.25.1"],
    };
    return plan(() => new SingleNodeCluster("edge", { ...site, checked: { parts } }));
  };
}
