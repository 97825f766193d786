import { readSharedIdentity } from "../../environment/facts/shared-identity.js";
import { failure, ok, skipped } from "../../environment/finding.js";
import type { Check } from "../check.js";

export const identity: Check = {
  name: "identity",
  group: "site",
  why: "A Cluster with a shared identity is refused while that identity is not there or not Ready.",
  remedy: "make the VSphereClusterIdentity and its Secret in capv-system, or leave site.identityRef out",
  needs: ["management-reachable"],
  sections: ["site"],
  preview: "new site",
  async run({ management, site: { identityRef } }) {
    if (!identityRef) return skipped("the site has credentials of its own");
    const found = await management.get("vsphereclusteridentities", identityRef.name);
    const path = "tkg-edge:site.identityRef.name";
    if (!found)
      return failure(`there is no VSphereClusterIdentity ${identityRef.name}`, "an existing one", { path });
    const { isReady, message } = readSharedIdentity(found);
    if (isReady) {
      return ok(`VSphereClusterIdentity ${identityRef.name} is ready`);
    }
    return failure(
      `VSphereClusterIdentity ${identityRef.name} is not ready: ${message ?? "no condition"}`,
      "Ready",
      {
        path,
      },
    );
  },
};
