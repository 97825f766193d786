/** The ClusterClasses that a stack needs: that of its sites in their namespace, the guarded one where it is copied from. */
import type { StackSpec } from "../../config/stack-spec.js";
import { systemNamespace } from "../../manifests/kubernetes-object.js";

export interface WantedClass {
  /** Config key that names it. */
  readonly path: string;
  readonly name: string;
  readonly namespace: string;
}

export function wantedClasses({ management, site }: StackSpec): readonly WantedClass[] {
  return [
    ...(management
      ? [
          {
            path: "tkg-edge:management.clusterClass.name",
            name: management.clusterClass.name,
            namespace: systemNamespace,
          },
        ]
      : []),
    ...(site ? [{ path: "tkg-edge:site.className", name: site.className, namespace: site.namespace }] : []),
  ];
}
