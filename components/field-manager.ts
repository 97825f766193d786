import type { KubernetesObject } from "../src/manifests/kubernetes-object.js";
import { marked } from "./made-by.js";

/**
 * Adds this stack's mark and the name under which this program owns the fields of an object.
 *
 * Without that name the provider takes a random one for every create. An `up` that was killed after the API had the
 * object, but before the engine knew, would then conflict with its own earlier half when it is run again.
 */
export function owned<M extends KubernetesObject["metadata"]>(metadata: M) {
  const { annotations, ...rest } = marked(metadata);
  return { ...rest, annotations: { ...annotations, "pulumi.com/patchFieldManager": "tkg-edge" } };
}
