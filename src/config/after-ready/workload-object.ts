/** An object that a stack applies to the workload cluster. */
import type { Tree } from "../tree.js";

export interface WorkloadObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** @default - the namespace `default`, or none for a kind without namespaces */
  readonly namespace?: string;
  /** All fields, without `status`, which belongs to the cluster. */
  readonly fields: Tree;
  /** File and position, for messages. */
  readonly place: string;
}

/**
 * Names an object independent of the version of its API: `apps/Deployment/web/shop`. Equal keys are the same object on a
 * cluster; the namespace `default` is left out, like the one that is not given.
 */
export function objectKey({ apiVersion, kind, namespace, name }: WorkloadObject): string {
  const group = apiVersion.includes("/") ? [apiVersion.split("/")[0]] : [];
  const scope = namespace === undefined || namespace === "default" ? [] : [namespace];
  return [...group, kind, ...scope, name].join("/");
}
