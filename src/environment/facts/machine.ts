/** Machines of a workload cluster, and the VMs behind them. */
import { posix } from "node:path";
import * as z from "zod";
import type { LiveObject } from "../../clients/live-object.js";
import { lenient, readAs, text } from "./lenient.js";

const machineStatus = z.object({ nodeRef: lenient(z.object({ name: text })) });

/** @returns name of the node of a Machine; undefined where it has none yet */
export function nodeNameOf(machine: LiveObject): string | undefined {
  return readAs(machineStatus, machine.status).nodeRef?.name;
}

const vmSpec = z.object({ folder: text });

/** @returns inventory path of the VM of a VSphereVM */
export function vmPathOf({ metadata, spec }: LiveObject): string {
  return posix.join(readAs(vmSpec, spec).folder ?? "", metadata.name);
}
