/** The Cluster that a rebuild is to make, as far as questions about it need it. */
import type { VcenterAddress } from "../clients/vcenter.js";
import type { SiteSpec } from "../config/stack-spec.js";
import type { ClusterFacts } from "../environment/facts/cluster.js";
import type { Facts } from "../environment/facts/facts.js";
import type { ManagementFacts } from "../environment/facts/management-facts.js";
import type { Finding } from "../environment/finding.js";
import type { Cluster } from "../manifests/cluster.js";

export interface NewCluster {
  /** Of this run of the gate. */
  readonly facts: Facts;
  readonly management: ManagementFacts;
  readonly vcenter: VcenterAddress;
  readonly site: Pick<
    SiteSpec,
    "name" | "namespace" | "tkrVersion" | "os" | "osVersion" | "controlPlaneEndpoint"
  >;
  /** Port of the Kubernetes API. */
  readonly apiPort: number;
  /** Inventory path. */
  readonly datacenter: string;
  /** Whether it is to use an identity that it shares, and no Secret of its own. */
  readonly sharesIdentity: boolean;
  /** As it is to be made. */
  readonly cluster: Cluster;
  /** The Cluster in whose place it comes. */
  readonly live: ClusterFacts;
}

/** What the gate before a rebuild checks of the same subject. */
export interface RebuildQuestion {
  /** Name in the gate's error and in its output; checks of one name are one proof, run in their order. */
  readonly proves: string;
  /** What is read, for the table of docs/rebuild.md. */
  readonly by: string;
  check(prospect: NewCluster): Promise<Finding | readonly Finding[]>;
}
