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
const clusterSchema = z.object({
  metadata: z.object({ name: text, labels: z.record(z.string(), z.string()).default({}) }),
  spec: z.object({
    topology: z.object({
      class: text,
      variables: z.array(z.object({ name: z.string(), value: z.unknown() })).default([]),
    }),
  }),
});
const repositorySchema = z.object({ host: text }).default({ host: undefined });
const userSchema = z.object({ sshAuthorizedKeys: z.array(z.string()).default([]) }).prefault({});
const controlPlaneSchema = z
  .object({ machine: z.object({ numCPUs: whole, memoryMiB: whole, diskGiB: whole }).prefault({}) })
  .prefault({});

/**
 * @param cluster manifest
 * @throws ZodError where it is none
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
