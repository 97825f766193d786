/** The admin kubeconfig of a workload cluster, which its control plane provider keeps in a Secret. */
import type { LiveObject } from "../../clients/live-object.js";

/** @param cluster name of the Cluster. @returns the name of the Secret, in the Cluster's namespace */
export const kubeconfigSecretName = (cluster: string): string => `${cluster}-kubeconfig`;

/** @returns what the Secret holds; undefined where it holds nothing */
export function workloadKubeconfig({ data }: LiveObject): Buffer | undefined {
  return data?.value === undefined ? undefined : Buffer.from(data.value, "base64");
}
