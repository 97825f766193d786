import { getProject, getStack } from "@pulumi/pulumi";
import { madeByAnnotation, type KubernetesObject } from "../src/manifests/kubernetes-object.js";

/** The stack that runs, in the form of the mark on its objects: `PROJECT/STACK`. */
export function thisStack(): string {
  return `${getProject()}/${getStack()}`;
}

/**
 * Adds the mark of this stack. It names the stack in messages and identifies an object that an interrupted run created
 * but did not record. It does not decide who owns an object that a state records (src/environment/judgements/standing.ts).
 */
export function marked<M extends KubernetesObject["metadata"]>(metadata: M) {
  return { ...metadata, annotations: { ...metadata.annotations, [madeByAnnotation]: thisStack() } };
}
