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

/** Annotation by which users, or the bootstrap provider, report when the certificates of a control plane machine expire. */
const expiryAnnotation = "machine.cluster.x-k8s.io/certificates-expiry";

const machineDetails = z.object({ certificatesExpiryDate: text, version: text });

/**
 * When the certificates of a Machine's control plane expire, RFC 3339. Cluster API 1.3 and later copy it to the status from the
 * annotation of the Machine or else from that of its KubeadmConfig.
 * @returns undefined where neither is set
 */
export function certificatesExpiryOf({ metadata, status }: LiveObject): string | undefined {
  const { certificatesExpiryDate } = readAs(machineDetails, status);
  return [metadata.annotations?.[expiryAnnotation], certificatesExpiryDate].find(isTime);
}

const isTime = (value: string | undefined): boolean =>
  value !== undefined && !Number.isNaN(Date.parse(value));

/** Kubernetes version of a Machine. */
export const versionOfMachine = ({ spec }: LiveObject): string | undefined =>
  readAs(machineDetails, spec).version;

const vmSpec = z.object({ folder: text });

/** @returns inventory path of the VM of a VSphereVM */
export function vmPathOf({ metadata, spec }: LiveObject): string {
  return posix.join(readAs(vmSpec, spec).folder ?? "", metadata.name);
}
