/** The disk that a Cluster configures for its node. */
import * as z from "zod";
import type { ClusterFacts } from "./cluster.js";
import { lenient, text } from "./lenient.js";

/** By the names of a site. */
export interface NodeDisk {
  readonly machine: { readonly diskGiB: number };
  readonly placement: { readonly cloneMode: string | undefined };
}

const controlPlane = z.object({ machine: z.object({ diskGiB: z.number() }) });
const vcenter = lenient(z.object({ cloneMode: text }));

/** @returns undefined where its class chooses the size */
export function nodeDiskOf({ variables }: Pick<ClusterFacts, "variables">): NodeDisk | undefined {
  const read = controlPlane.safeParse(variables.get("controlPlane")).data;
  const placement = { cloneMode: vcenter.parse(variables.get("vcenter"))?.cloneMode };
  return read && { ...read, placement };
}
