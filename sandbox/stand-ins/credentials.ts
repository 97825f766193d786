/**
 * The vCenter credentials of a Cluster: the Secret of its name, or what its variable `identityRef` points at.
 */
import type { KubeClient } from "./runtime/kube-client.js";
import type { KubeObject } from "./runtime/objects.js";
import { resource, secrets } from "./runtime/resources.js";
import type { Cluster } from "./tkg/api.js";
import { getVariable } from "./tkg/variables.js";

interface VSphereClusterIdentity extends KubeObject {
  spec?: { secretName?: string };
  status?: { ready?: boolean };
}

const identities = resource<VSphereClusterIdentity>(
  "infrastructure.cluster.x-k8s.io/v1beta1",
  "VSphereClusterIdentity",
  "vsphereclusteridentities",
  "Cluster",
);

/** Where the Secrets of VSphereClusterIdentities are. */
const providerNamespace = "capv-system";

/** There are none; the message is the vendor's. */
export class NoCredentials extends Error {}

/** @throws NoCredentials when the Secret or the identity is not there, not ready or of an unknown kind. */
export async function readCredentials(
  client: KubeClient,
  cluster: Cluster,
  namespace: string,
): Promise<{ username: string; password: string }> {
  const key = await secretKey(client, cluster, namespace);
  // A get without a name would list.
  const secret = key.name === "" ? undefined : await client.get(secrets, key);
  if (secret === undefined) {
    const { namespace: where, name } = key;
    throw new NoCredentials(`could not get secret for key: ${where}/${name}: Secret "${name}" not found`);
  }
  const decoded = (field: string): string =>
    Buffer.from(secret.data?.[field] ?? "", "base64").toString("utf8");
  return { username: decoded("username"), password: decoded("password") };
}

async function secretKey(
  client: KubeClient,
  { metadata, spec }: Cluster,
  namespace: string,
): Promise<{ namespace: string; name: string }> {
  const value = spec.topology === undefined ? undefined : getVariable(spec.topology, "identityRef");
  // With generateName there is no name yet when admission is asked.
  const { name: ownName = "" } = metadata as Partial<Cluster["metadata"]>;
  if (value === undefined) return { namespace, name: ownName };
  const { kind = "", name = "" } = value as { kind?: string; name?: string };
  if (kind === "Secret") return { namespace, name };
  if (kind !== "VSphereClusterIdentity") throw new NoCredentials(`not supported identityRef type ${kind}`);
  const identity = await client.get(identities, { name });
  if (identity === undefined) {
    throw new NoCredentials(
      `could not get VSphereClusterIdentity ${name}: VSphereClusterIdentity.infrastructure.cluster.x-k8s.io "${name}" not found`,
    );
  }
  // The misspelling is the vendor's.
  if (identity.status?.ready !== true)
    throw new NoCredentials(`VShereClusterIdentity ${name} is not ready yet`);
  return { namespace: providerNamespace, name: identity.spec?.secretName ?? "" };
}
