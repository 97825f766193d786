import { skipped } from "../../environment/finding.js";
import { checkClassVariables } from "../../environment/questions/class-variables.js";
import { cluster as clusterManifest } from "../../manifests/cluster.js";
import type { Check } from "../check.js";

export const classVariables: Check = {
  name: "class-variables",
  group: "management cluster",
  why:
    "Admission refuses a variable that the ClusterClass does not define, and takes a misspelt key inside a variable without " +
    "an error, so that nothing reads it.",
  remedy:
    "correct the key: kubectl get clusterclass NAME -n NAMESPACE -o yaml, spec.variables or status.variables",
  needs: ["cluster-class"],
  sections: ["site"],
  preview: "apart",
  rebuild: {
    proves: "class variables",
    by: "the schema of each variable in the live ClusterClass",
    check: ({ management, cluster }) => checkClassVariables(management, cluster, false),
  },
  async run(context) {
    const { management, spec } = context;
    const { vcenter } = spec.connection;
    if (!vcenter) return skipped("the stack names no vCenter");
    const isRunning = (await context.liveCluster()) !== undefined;
    const site = await context.siteWithClass();
    return checkClassVariables(management, clusterManifest(site, vcenter), isRunning);
  },
};
