import type { StackSpec } from "../config/stack-spec.js";
import { resolveTkrAnnotation } from "../manifests/kubernetes-object.js";

/** What `pulumi destroy` of this stack leaves behind on purpose, in words. */
export function describeRetained({ management, template }: StackSpec): string[] {
  return [
    ...(management
      ? [`annotation ${resolveTkrAnnotation} on ClusterClass tkg-system/${management.clusterClass.name}`]
      : []),
    ...(template && !template.deleteOnDestroy ? [`VM template ${template.folder}/${template.name}`] : []),
  ];
}
