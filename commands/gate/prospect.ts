/** What the gate before a rebuild is given, and what it judges. */
import * as z from "zod";
import type { LiveObject } from "../../clients/live-object.js";
import { managementInputs, type ManagementCluster } from "../../clients/management-cluster.js";
import { vcenterInputs } from "../../clients/vcenter.js";
import { optionalText } from "../../config/fields.js";
import { operatingSystem } from "../../config/template.js";
import type { Facts } from "../../environment/facts/facts.js";
import type { Cluster } from "../../manifests/cluster.js";

export const gateInputs = z.object({
  ...managementInputs,
  ...vcenterInputs,
  /** JSON of the Cluster that is to be made. */
  TKG_EDGE_CLUSTER: z.string().min(1),
  TKG_EDGE_TKR_VERSION: z.string().min(1),
  TKG_EDGE_OS: operatingSystem,
  TKG_EDGE_ENDPOINT: z.string().min(1),
  TKG_EDGE_API_PORT: z.coerce.number().int(),
  TKG_EDGE_DATACENTER: z.string().min(1),
  /** Whether the new cluster is to have a credentials Secret of its own. */
  TKG_EDGE_OWN_CREDENTIALS: z.enum(["true", "false"]),
  TKG_EDGE_BEFORE_REBUILD: optionalText,
  TKG_EDGE_BEFORE_REBUILD_SECONDS: z.coerce.number().positive(),
  /** The stack that creates the Cluster, where the program found none of that name. Absent in states of 0.1.0. */
  TKG_EDGE_CREATED_BY: optionalText,
  /** UID of the Cluster that this run deletes, as the program saw it. */
  TKG_EDGE_REBUILD_OF: optionalText,
  /** The gate itself deletes that Cluster, and waits for so long until it is gone. */
  TKG_EDGE_DELETE_SECONDS: z.coerce.number().positive().optional(),
  /** JSON list of the objects to write again, in this order: the state holds them, and the management cluster lacks them. */
  TKG_EDGE_MISSING_OBJECTS: optionalText,
});

export type GateInputs = z.output<typeof gateInputs>;

/** The rebuild that is asked for. */
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
