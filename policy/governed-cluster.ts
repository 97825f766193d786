/** The manifest of a Cluster as the site that policies judge; the same values as `governedSite` takes from configuration. */
import * as z from "zod";
import type { GovernedSite } from "../src/fleet/policy/governed-site.js";
import { clusterNameLabel } from "../src/manifests/cluster.js";

/** Of a resource that shows nothing of a site. */
export const nothingGoverned: GovernedSite = {
  name: undefined,
  labels: {},
  protect: undefined,
  insecureVcenter: undefined,
  registries: {},
  tkrVersion: undefined,
  className: undefined,
  machine: { numCPUs: undefined, memoryMiB: undefined, diskGiB: undefined },
  sshAuthorizedKeys: [],
};

const text = z.string().optional().catch(undefined);
const whole = z.number().optional().catch(undefined);

/** The items that can be read: others are not known yet, or the Cluster is of another class than the vendor's. */
const listOf = <T>(item: z.ZodType<T>) =>
  z
    .array(z.unknown())
    .catch([])
    .transform((items) =>
      items.flatMap((one) => {
        const read = item.safeParse(one);
        return read.success ? [read.data] : [];
      }),
    );
const labelsSchema = z
  .record(z.string(), z.unknown())
  .catch({})
  .transform((labels) =>
    Object.fromEntries(
      Object.entries(labels).flatMap(([key, value]) => (typeof value === "string" ? [[key, value]] : [])),
    ),
  );
const clusterSchema = z.object({
  metadata: z.object({ name: text, labels: labelsSchema }),
  spec: z.object({
    topology: z.object({
      class: text,
      variables: listOf(z.object({ name: z.string(), value: z.unknown() })),
    }),
  }),
});
const noMachine = { numCPUs: undefined, memoryMiB: undefined, diskGiB: undefined };
const machineSchema = z.object({ numCPUs: whole, memoryMiB: whole, diskGiB: whole }).catch(noMachine);
const repositorySchema = z.object({ host: text }).catch({ host: undefined });
const userSchema = z.object({ sshAuthorizedKeys: listOf(z.string()) }).catch({ sshAuthorizedKeys: [] });
const controlPlaneSchema = z.object({ machine: machineSchema }).catch({ machine: noMachine });

/**
 * @param cluster manifest
 * @throws ZodError where it is none; a variable of another shape counts as not set
 */
export function governedCluster(cluster: unknown): GovernedSite {
  const { metadata, spec } = clusterSchema.parse(cluster);
  const { [clusterNameLabel]: _, ...labels } = metadata.labels;
  const variable = (name: string) => spec.topology.variables.find((one) => one.name === name)?.value;
  const { host } = repositorySchema.parse(variable("imageRepository"));
  const { machine } = controlPlaneSchema.parse(variable("controlPlane"));
  return {
    ...nothingGoverned,
    name: metadata.name,
    labels,
    registries: { "tkg-edge:site.imageRepository": host },
    className: spec.topology.class,
    machine: { numCPUs: machine.numCPUs, memoryMiB: machine.memoryMiB, diskGiB: machine.diskGiB },
    sshAuthorizedKeys: userSchema.parse(variable("user")).sshAuthorizedKeys,
  };
}
