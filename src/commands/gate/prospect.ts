/** What the gate before a rebuild judges. */
import type { LiveObject } from "../../clients/live-object.js";
import type { ManagementCluster } from "../../clients/management-cluster.js";
import type { GateInputs } from "../../contracts/rebuild-gate.js";
import type { Facts } from "../../environment/facts/facts.js";
import type { Cluster } from "../../manifests/cluster.js";

/** The rebuild that the stack requests. */
export interface Prospect {
  readonly input: GateInputs;
  readonly management: ManagementCluster;
  /** What is judged, as it is now. */
  readonly facts: Facts;
  /** As it is to be made. */
  readonly cluster: Cluster;
  /** As it is now. */
  readonly live: LiveObject;
}
