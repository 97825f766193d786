// The parts of kubeadm's configurations and of cloud-init's user data that a guest reads.
import * as z from "zod";

const networking = z.object({
  serviceSubnet: z.string().default("10.96.0.0/12"),
  podSubnet: z.string().optional(),
  dnsDomain: z.string().default("cluster.local"),
});

/** The cluster, as in the first node's user data and in kubeadm-config. */
export const clusterConfiguration = z.looseObject({
  kind: z.literal("ClusterConfiguration"),
  clusterName: z.string(),
  controlPlaneEndpoint: z.string(),
  kubernetesVersion: z.string(),
  networking: networking.prefault({}),
  apiServer: z.looseObject({ certSANs: z.array(z.string()).default([]) }).prefault({}),
});

const taint = z.object({ key: z.string(), value: z.string().optional(), effect: z.string() });

const registration = z
  .looseObject({
    name: z.string().optional(),
    taints: z.array(taint).nullish(),
    kubeletExtraArgs: z.record(z.string(), z.string()).default({}),
  })
  .prefault({});

/** The node's configuration for `kubeadm init`. */
export const initConfiguration = z.looseObject({ nodeRegistration: registration });

/** The configuration for `kubeadm join`. */
export const joinConfiguration = z.looseObject({
  nodeRegistration: registration,
  discovery: z.looseObject({ bootstrapToken: z.looseObject({ apiServerEndpoint: z.string() }) }),
});

/** The files that cloud-init writes. */
export const cloudConfig = z.looseObject({
  write_files: z.array(
    z.looseObject({ path: z.string(), content: z.string(), encoding: z.string().optional() }),
  ),
});
