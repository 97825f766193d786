/** KubeadmControlPlanes: how far the node of a cluster is. */
import * as z from "zod";
import type { LiveObject } from "../../clients/live-object.js";
import { readPart, type ClusterPart } from "./cluster-part.js";
import { lenient, readAs, text } from "./lenient.js";

export interface ControlPlaneFacts extends ClusterPart {
  /** Kubernetes version of its present form; undefined where it is not known. */
  readonly version: string | undefined;
  /** Machines. */
  readonly replicas: number;
  /** Machines of its present form. */
  readonly updatedReplicas: number;
}

const count = lenient(z.number());
const statusSchema = z.object({ replicas: count, updatedReplicas: count });

const specSchema = z.object({ version: text });

export function readControlPlane(object: LiveObject): ControlPlaneFacts {
  const { replicas = 0, updatedReplicas = 0 } = readAs(statusSchema, object.status);
  const { version } = readAs(specSchema, object.spec);
  return { ...readPart(object), version, replicas, updatedReplicas };
}
