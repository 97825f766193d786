import { checkClusterClasses } from "../../environment/questions/cluster-class.js";
import type { Check } from "../check.js";

export const clusterClass: Check = {
  name: "cluster-class",
  group: "management cluster",
  why: "A Cluster needs its ClusterClass in its own namespace, where TKG copies it from tkg-system.",
  remedy:
    "check site.className; labels cluster.x-k8s.io/provider on a namespace, and TKG's own namespaces, get no copy",
  needs: ["management-reachable", "namespace"],
  sections: ["management", "site"],
  preview: "new site",
  run: async (context) => checkClusterClasses(context.management, await context.withClass()),
};
