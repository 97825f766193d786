import type { CustomResourceOptions } from "@pulumi/pulumi";
import type { KubernetesObject } from "../manifests/kubernetes-object.js";

/** Kinds of the objects of a site that exist already, were made by others, and are taken over. */
export type Adopted = ReadonlySet<string>;

/**
 * Options that take an object over as it stands: it is imported, and nothing of it is made anew. While it is imported it
 * is protected, whatever the site says, so that a difference that would replace it ends the run instead.
 * @returns no options for an object that is not to be taken over
 */
export function adoptedAs(
  adopted: Adopted | undefined,
  { kind, metadata: { namespace = "default", name } }: KubernetesObject,
): CustomResourceOptions {
  return adopted?.has(kind) === true ? { import: `${namespace}/${name}`, protect: true } : {};
}

/**
 * Fields of an object that somebody else applied belong to that one; the API refuses to change them under another name,
 * unless it is said that they are taken over.
 */
export function takingOver<M extends KubernetesObject["metadata"]>(metadata: M, adopt: boolean): M {
  if (!adopt) return metadata;
  return { ...metadata, annotations: { ...metadata.annotations, "pulumi.com/patchForce": "true" } };
}
