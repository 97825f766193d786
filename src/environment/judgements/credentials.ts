/** Whether the credentials are there with which a cluster logs in to vCenter: shared ones, or a Secret of its own. Pure. */
import type { CredentialsFacts } from "../facts/credentials.js";
import type { SharedIdentity } from "../facts/shared-identity.js";
import { failure, ok, type Finding } from "../finding.js";

const path = "tkg-edge:site.identityRef.name";

/** @param found undefined where it is not there */
export function sharedIdentityUse(name: string, found: SharedIdentity | undefined): Finding {
  const what = `VSphereClusterIdentity ${name}`;
  if (!found) return failure(`there is no ${what}`, "an existing one", { path });
  if (found.isReady) return ok(`${what} is ready`);
  return failure(`${what} is not ready: ${found.message ?? "no condition"}`, "Ready", { path });
}

/**
 * Cluster API needs the Secret to delete the VM; without it the old cluster would never go.
 * @param name `namespace/name`
 * @param found undefined where it is not there
 */
export function ownCredentials(name: string, found: CredentialsFacts | undefined): Finding {
  const missing = found ? found.missing : ["username", "password"];
  if (missing.length === 0) return ok(`Secret ${name} has username and password`);
  const [seen, remedy] = found
    ? [`has no ${missing.join(" and no ")}`, 'undo the change, then run "pulumi refresh" and "pulumi up"']
    : ["does not exist", '"pulumi up" writes it again'];
  return {
    severity: "failure",
    seen: `Secret ${name} ${seen}, and the VM cannot be deleted without it`,
    remedy,
  };
}
