import type { CustomResourceOptions } from "@pulumi/pulumi";
import type { KubernetesObject } from "../src/manifests/kubernetes-object.js";

/**
 * Kinds of the objects of a site that exist already and are imported: `adopted` from others, or left by an `interrupted`
 * run of the same stack. The engine does not create them: plugins from 4.29 on would fail, older ones would overwrite.
 */
export type Existing = ReadonlyMap<string, "adopted" | "interrupted">;

/**
 * Options that import an object as it is. While it is adopted it is protected, whatever the site's own key, so that a
 * difference that would replace it ends the run instead.
 * @returns no options for an object that is created
 */
export function existingAs(
  existing: Existing | undefined,
  { kind, metadata }: KubernetesObject,
): CustomResourceOptions {
  const how = existing?.get(kind);
  if (how === undefined) return {};
  return { ...importOf(metadata), ...(how === "adopted" && { protect: true }) };
}

export function importOf({ namespace = "default", name }: KubernetesObject["metadata"]): {
  readonly import: string;
} {
  return { import: `${namespace}/${name}` };
}
