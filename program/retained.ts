import type { StackSpec } from "../config/stack-spec.js";
import { resolveTkrAnnotation } from "../manifests/kubernetes-object.js";

/** What `pulumi destroy` of this stack leaves behind on purpose, in words. */
export function describeRetained({ management, template, connection }: StackSpec): string[] {
  return [
    ...(management
      ? [`annotation ${resolveTkrAnnotation} on ClusterClass tkg-system/${management.clusterClass.name}`]
      : []),
    ...(management?.trustRegistryCa === "apply" && connection.registry?.caFile !== undefined
      ? [`the CA of ${connection.registry.host} in ConfigMap tkg-system/tkr-controller-config`]
      : []),
    ...(template && !template.deleteOnDestroy ? [`VM template ${template.folder}/${template.name}`] : []),
  ];
}
