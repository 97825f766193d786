import { skipped } from "../../environment/finding.js";
import { sharedIdentityUse } from "../../environment/judgements/credentials.js";
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
    return sharedIdentityUse(identityRef.name, await management.sharedIdentity(identityRef.name));
  },
};
