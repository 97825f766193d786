import type { KubernetesObject } from "../src/manifests/kubernetes-object.js";

const annotation = "pulumi.com/deletionPropagationPolicy";

/**
 * Has the provider delete an object with background propagation, as `kubectl delete` does. With the provider's own choice,
 * foreground, the garbage collector removes a Cluster's Machine before TKG has removed the add-ons from it.
 */
export function inBackground<M extends KubernetesObject["metadata"]>(metadata: M) {
  return { ...metadata, annotations: { ...metadata.annotations, [annotation]: "background" } };
}

/** Whether the provider deletes an object so. */
export function deletedInBackground({
  annotations,
}: Pick<KubernetesObject["metadata"], "annotations">): boolean {
  return annotations?.[annotation] === "background";
}
