/**
 * Asks the real admission webhooks about the new cluster, by a server-side dry-run create beside the living one: under
 * another name, with the living cluster's credentials: those of its own are not there yet. Nothing is created. (A dry-run update would be refused for a
 * version that goes down, which a rebuild may do.)
 */
import { readCluster } from "../../environment/facts/cluster.js";
import { sharedIdentityOf, type Identity } from "../../environment/facts/credentials.js";
import { clusterNameLabel, type Cluster } from "../../manifests/cluster.js";
import type { Prospect } from "./prospect.js";

/** @returns what admission says against it */
export async function askAdmission({
  input,
  management,
  cluster,
  live,
}: Prospect): Promise<string | undefined> {
  const living = sharedIdentityOf(readCluster(live)) ?? { kind: "Secret", name: cluster.metadata.name };
  const credentials = input.ownCredentials ? living : undefined;
  const answer = await management.dryRunCreate(besideTheLiving(cluster, credentials));
  return answer.ok ? undefined : explained(answer.text, cluster.metadata.name);
}

/**
 * Exported for its test.
 * @param credentials in place of the Secret that is named like the cluster; undefined: it says itself what it shares
 */
export function besideTheLiving(cluster: Cluster, credentials: Identity | undefined): Cluster {
  const { metadata, spec } = cluster;
  const name = `${metadata.name.slice(0, 40).replace(/[-.]+$/, "")}-rebuild-check`;
  const { variables } = spec.topology;
  return {
    ...cluster,
    metadata: { ...metadata, name, labels: { ...metadata.labels, [clusterNameLabel]: name } },
    spec: {
      ...spec,
      topology: {
        ...spec.topology,
        variables: credentials ? [...variables, { name: "identityRef", value: credentials }] : variables,
      },
    },
  };
}

function explained(answer: string, name: string): string {
  if (/Login failure|incorrect user name or password/i.test(answer)) {
    return (
      `vCenter refuses the password in Secret ${name}, which Cluster API needs to delete the VM; ` +
      `take the change back, "pulumi up" (it writes the password of the stack), then make the change again (${answer})`
    );
  }
  return answer;
}
