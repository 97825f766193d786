/**
 * Would the API server admit the Cluster, webhooks included? A server-side dry run of its create: the real webhooks resolve
 * the TKr, read the Secret and log in to vCenter, and nothing is created. (A dry-run update would be refused for a version
 * that goes down, which a rebuild may do.)
 */
import type { Cluster } from "../../manifests/cluster.js";
import { credentialsSecret } from "../../manifests/credentials-secret.js";
import type { ClusterFacts } from "../facts/cluster.js";
import { sharedIdentityOf } from "../facts/credentials.js";
import type { ManagementFacts } from "../facts/management-facts.js";
import type { Finding } from "../finding.js";
import {
  admission,
  besideItsOwn,
  besideTheOld,
  secretAdmission,
  trialOf,
} from "../judgements/admission-trial.js";

export interface WantedCluster {
  /** As it is to be made. */
  readonly cluster: Cluster;
  /** Whether it uses an identity that it shares, and no Secret of its own. */
  readonly sharesIdentity: boolean;
  /** The Cluster of that name as it stands; undefined where there is none. */
  readonly live: ClusterFacts | undefined;
}

/** Of a Cluster that is to be created, with its Secret where that is not there yet. */
export async function checkAdmission(
  management: ManagementFacts,
  { cluster, sharesIdentity, live }: WantedCluster,
): Promise<readonly Finding[]> {
  const { name, namespace } = cluster.metadata;
  const secret = sharesIdentity ? undefined : await management.credentials(name, namespace);
  const awaitsSecret = !sharesIdentity && !secret;
  const ofSecret = awaitsSecret ? [await dryRunSecret(management, name, namespace)] : [];
  // With the Secret that is there, the trial covers vCenter and the template, as the Cluster's own creation will.
  const credentials = secret && { kind: "Secret", name };
  const trial = trialOf(cluster, live || secret ? besideItsOwn : name, credentials);
  return [...ofSecret, admission(cluster, await management.dryRunCreate(trial), "create", awaitsSecret)];
}

async function dryRunSecret(management: ManagementFacts, name: string, namespace: string): Promise<Finding> {
  const secret = credentialsSecret(name, namespace);
  // Not the real values: nothing reads them, and they need not travel.
  const stringData = { username: "preflight", password: "preflight" };
  return secretAdmission(`${namespace}/${name}`, await management.dryRunCreate({ ...secret, stringData }));
}

/**
 * Of a Cluster that is to take the place of one that runs: beside that one, with its credentials, since those of the new one
 * are not there yet.
 */
export async function checkRebuildAdmission(
  management: ManagementFacts,
  { cluster, sharesIdentity, live }: WantedCluster & { readonly live: ClusterFacts },
): Promise<Finding> {
  const { name } = cluster.metadata;
  const credentials = sharesIdentity ? undefined : (sharedIdentityOf(live) ?? { kind: "Secret", name });
  const answer = await management.dryRunCreate(trialOf(cluster, besideTheOld(name), credentials));
  return admission(cluster, answer, "rebuild", false);
}
