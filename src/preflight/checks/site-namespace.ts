import { siteNamespace as judge } from "../../environment/judgements/site-namespace.js";
import type { Check } from "../check.js";

export const siteNamespace: Check = {
  name: "namespace",
  group: "management cluster",
  why: "The Cluster and its credentials are created in it; the program creates no namespaces.",
  remedy: "kubectl create namespace NAME, then wait a second until TKG has copied the ClusterClass to it",
  needs: ["management-reachable"],
  sections: ["site"],
  preview: "new site",
  run: async ({ management, site: { namespace } }) => judge(namespace, await management.namespace(namespace)),
};
