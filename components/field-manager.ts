import type { KubernetesObject } from "../manifests/kubernetes-object.js";

/**
 * Adds the name under which this program owns the fields of an object.
 *
 * Without it the provider takes a random name for every create. An `up` that was killed after the API had the object,
 * but before the engine knew, would then conflict with its own earlier half when it is run again.
 */
export function owned<M extends KubernetesObject["metadata"]>(metadata: M) {
  return {
    ...metadata,
    annotations: { ...metadata.annotations, "pulumi.com/patchFieldManager": "tkg-edge" },
  };
}
