import { all, type Output } from "@pulumi/pulumi";
import type { TemplateOutputs } from "../../components/vsphere-template.js";
import type { StackSpec } from "../config/stack-spec.js";
import { resolveTkrAnnotation } from "../manifests/kubernetes-object.js";
import type { FoundPool } from "./site-pool.js";

/**
 * What `pulumi destroy` of this stack leaves behind on purpose, in words.
 * @param guarded names of the ClusterClasses that it guards
 * @param pool of the site, and what else uses it
 * @param vmTemplate what this stack uploaded, or found in its place or under another name
 */
export function describeRetained(
  { management, template, connection }: StackSpec,
  guarded: readonly string[],
  vmTemplate: Pick<TemplateOutputs, "path" | "isOthers"> | undefined,
  pool?: Pick<FoundPool, "manifest" | "usedBy">,
): Output<string[]> {
  const ofManagement = [
    ...guarded.map((name) => `annotation ${resolveTkrAnnotation} on ClusterClass tkg-system/${name}`),
    ...(management?.trustRegistryCa === "apply" && connection.registry?.caFile !== undefined
      ? [`the CA of ${connection.registry.host} in ConfigMap tkg-system/tkr-controller-config`]
      : []),
  ];
  const ofPool = pool ? poolRetained(pool) : [];
  return all([vmTemplate?.path, vmTemplate?.isOthers]).apply(([path, isOthers]) => [
    ...ofManagement,
    ...ofPool,
    ...(path !== undefined && (isOthers === true || !template?.deleteOnDestroy)
      ? [`VM template ${path}`]
      : []),
  ]);
}

function poolRetained({ manifest, usedBy }: Pick<FoundPool, "manifest" | "usedBy">): string[] {
  if (usedBy.length === 0) return [];
  const { kind, metadata } = manifest;
  return [`${kind} ${metadata.namespace}/${metadata.name}, while it is used by ${usedBy.join(", ")}`];
}
