import type { CustomResourceOptions } from "@pulumi/pulumi";
import type { KubernetesObject } from "../manifests/kubernetes-object.js";

/** Objects of a site that exist already and were made by others. */
export interface Adopted {
  readonly cluster: boolean;
  readonly credentials: boolean;
}

/**
 * Options that take an object over as it stands: it is imported, and nothing of it is made anew. While it is imported it
 * is protected, whatever the site says, so that a difference that would replace it ends the run instead.
 * @param exists whether it is there, made by others
 */
export function adoptedAs(
  exists: boolean | undefined,
  { namespace = "default", name }: KubernetesObject["metadata"],
): CustomResourceOptions {
  return exists === true ? { import: `${namespace}/${name}`, protect: true } : {};
}

/**
 * Fields of an object that somebody else applied belong to that one; the API refuses to change them under another name,
 * unless it is said that they are taken over.
 */
export function takingOver(adopt: boolean): Readonly<Record<string, string>> {
  return adopt ? { "pulumi.com/patchForce": "true" } : {};
}
