/** KubeadmControlPlanes: how far the node of a cluster is. */
import * as z from "zod";
import type { LiveObject } from "../../clients/live-object.js";
import { readPart, type ClusterPart } from "./cluster-part.js";
import { lenient, readAs } from "./lenient.js";

export interface ControlPlaneFacts extends ClusterPart {
  /** Machines. */
  readonly replicas: number;
  /** Machines of its present form. */
  readonly updatedReplicas: number;
}

const count = lenient(z.number());
const statusSchema = z.object({ replicas: count, updatedReplicas: count });

export function readControlPlane(object: LiveObject): ControlPlaneFacts {
  const { replicas = 0, updatedReplicas = 0 } = readAs(statusSchema, object.status);
  return { ...readPart(object), replicas, updatedReplicas };
}
