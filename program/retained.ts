import { output, type Input, type Output } from "@pulumi/pulumi";
import type { StackSpec } from "../config/stack-spec.js";
import { resolveTkrAnnotation } from "../manifests/kubernetes-object.js";

/**
 * What `pulumi destroy` of this stack leaves behind on purpose, in words.
 * @param templatePath of the template that this stack made, or found under another name
 */
export function describeRetained(
  { management, template, connection }: StackSpec,
  templatePath: Input<string> | undefined,
): Output<string[]> {
  const ofManagement = [
    ...(management
      ? [`annotation ${resolveTkrAnnotation} on ClusterClass tkg-system/${management.clusterClass.name}`]
      : []),
    ...(management?.trustRegistryCa === "apply" && connection.registry?.caFile !== undefined
      ? [`the CA of ${connection.registry.host} in ConfigMap tkg-system/tkr-controller-config`]
      : []),
  ];
  return output(templatePath).apply((path) => [
    ...ofManagement,
    ...(path !== undefined && !template?.deleteOnDestroy ? [`VM template ${path}`] : []),
  ]);
}
