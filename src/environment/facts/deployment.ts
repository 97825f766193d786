/** Deployments of controllers. */
import * as z from "zod";
import type { LiveObject } from "../../clients/live-object.js";
import { lenient, readAs } from "./lenient.js";

const statusSchema = z.object({ availableReplicas: lenient(z.number()) });

export function availableReplicas({ status }: LiveObject): number {
  return readAs(statusSchema, status).availableReplicas ?? 0;
}
