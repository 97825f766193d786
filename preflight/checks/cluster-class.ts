import { clusterClassKind } from "../../clients/resource-kinds.js";
import { failure, ok } from "../../environment/finding.js";
import { systemNamespace } from "../../manifests/kubernetes-object.js";
import type { Check } from "../check.js";
import { wantedClasses } from "./wanted-classes.js";

export const clusterClass: Check = {
  name: "cluster-class",
  group: "management cluster",
  why: "A Cluster needs its ClusterClass in its own namespace, where TKG copies it from tkg-system.",
  remedy:
    "check site.className; labels cluster.x-k8s.io/provider on a namespace, and TKG's own namespaces, get no copy",
  needs: ["management-reachable", "namespace"],
  sections: ["management", "site"],
  preview: "new site",
  run: ({ spec, management }) =>
    Promise.all(
      wantedClasses(spec).map(async ({ path, name, namespace }) => {
        if (await management.get(clusterClassKind, name, namespace))
          return ok(`ClusterClass ${namespace}/${name}`);
        const others = await management.list(clusterClassKind, undefined, namespace);
        const names = others.map(({ metadata }) => metadata.name).join(", ");
        return failure(
          `there is no ClusterClass ${namespace}/${name}; ${namespace} has ${names || "none"}`,
          namespace === systemNamespace ? "a class of this management cluster" : "a class in that namespace",
          { path },
        );
      }),
    ),
};
