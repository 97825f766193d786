import { getProject, getStack } from "@pulumi/pulumi";
import { markedFor } from "../src/manifests/applied-metadata.js";
import type { KubernetesObject } from "../src/manifests/kubernetes-object.js";

/** The stack that runs, in the form of the mark on its objects: `PROJECT/STACK`. */
export function thisStack(): string {
  return `${getProject()}/${getStack()}`;
}

/** Adds the mark of this stack. */
export const marked = <M extends KubernetesObject["metadata"]>(metadata: M) =>
  markedFor(metadata, thisStack());
