import { sharedIdentityOf } from "../../environment/facts/credentials.js";
import { skipped } from "../../environment/finding.js";
import { ownCredentials, sharedIdentityUse } from "../../environment/judgements/credentials.js";
import type { Check } from "../check.js";

export const identity: Check = {
  name: "identity",
  group: "site",
  why: "A Cluster with a shared identity is refused while that identity is missing or not Ready.",
  remedy: "create the VSphereClusterIdentity and its Secret in capv-system, or remove site.identityRef",
  needs: ["management-reachable"],
  sections: ["site"],
  preview: "new site",
  rebuild: {
    proves: "credentials Secret",
    by: "username and password in the Secret of the cluster that runs, without which Cluster API could not delete the VM",
    async check({ management, live, site: { name, namespace } }) {
      if (sharedIdentityOf(live) !== undefined) return skipped("the cluster shares an identity");
      return ownCredentials(`${namespace}/${name}`, await management.credentials(name, namespace));
    },
  },
  async run({ management, site: { identityRef } }) {
    if (!identityRef) return skipped("the site has credentials of its own");
    return sharedIdentityUse(identityRef.name, await management.sharedIdentity(identityRef.name));
  },
};
