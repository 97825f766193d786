import type { KubernetesObject } from "./kubernetes-object.js";

export interface CredentialsSecret extends KubernetesObject {
  readonly apiVersion: "v1";
  readonly kind: "Secret";
}

/**
 * The vCenter credentials of a Cluster (vendor page, step 4.2), without their values: the password is known to Pulumi
 * only as a secret and is added by the component. The name must be the Cluster's.
 */
export function credentialsSecret(clusterName: string, namespace: string): CredentialsSecret {
  return { apiVersion: "v1", kind: "Secret", metadata: { name: clusterName, namespace } };
}
