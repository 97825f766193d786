import { namespaceKind } from "../../clients/resource-kinds.js";
import { failure, ok } from "../../environment/finding.js";
import type { Check } from "../check.js";

export const siteNamespace: Check = {
  name: "namespace",
  group: "management cluster",
  why: "The Cluster and its credentials are made in it; the program makes no namespaces.",
  remedy: "kubectl create namespace NAME, then wait a second until TKG has copied the ClusterClass to it",
  needs: ["management-reachable"],
  sections: ["site"],
  preview: "new site",
  async run({ management, site: { namespace } }) {
    const found = await management.get(namespaceKind, namespace);
    if (found?.metadata.deletionTimestamp !== undefined) {
      return failure(`namespace ${namespace} is being deleted`, "a namespace that stays", {
        path: "tkg-edge:site.namespace",
      });
    }
    return found
      ? ok(`namespace ${namespace}`)
      : failure(`there is no namespace ${namespace}`, "an existing namespace", {
          path: "tkg-edge:site.namespace",
          remedy: `kubectl create namespace ${namespace}`,
        });
  },
};
