// The Secrets that the kubeadm control plane provider keeps for a cluster: found, or made once.
import { isConflict } from "../runtime/kube-error.js";
import type { KubeObject } from "../runtime/objects.js";
import { secrets, type Secret } from "../runtime/resources.js";
import type { StandInContext } from "../stand-in.js";
import { clusterSecret, makeAuthorities, materialOf, type Authorities } from "./authorities.js";
import type { Cluster } from "./kinds.js";

const purposes = ["ca", "etcd", "proxy", "sa"] as const;

/** The cluster's authorities, from their Secrets; those that do not exist are made. */
export async function ensureAuthorities(
  cluster: Cluster,
  owner: KubeObject,
  context: StandInContext,
): Promise<Authorities> {
  let made: Promise<Authorities> | undefined;
  const entries = await Promise.all(
    purposes.map(async (purpose) => {
      const secret = await ensureSecret(cluster, purpose, owner, context, async () => {
        const { [purpose]: fresh } = await (made ??= makeAuthorities());
        return { "tls.crt": fresh.certificate, "tls.key": fresh.key };
      });
      return [purpose, materialOf(secret)] as const;
    }),
  );
  return Object.fromEntries(entries) as Authorities;
}

/** A Secret of the cluster, e.g. `<cluster>-kubeconfig`; its content is computed only if there is none. */
export async function ensureSecret(
  cluster: Cluster,
  purpose: string,
  owner: KubeObject,
  context: StandInContext,
  content: () => Promise<Record<string, string>>,
): Promise<Secret> {
  const wanted = { namespace: cluster.metadata.namespace, name: `${cluster.metadata.name}-${purpose}` };
  const found = await context.client.get(secrets, wanted);
  if (found) return found;
  try {
    return await context.client.create(secrets, clusterSecret(cluster, purpose, owner, await content()));
  } catch (error) {
    const other = isConflict(error) ? await context.client.get(secrets, wanted) : undefined;
    if (other) return other;
    throw error;
  }
}

/** The text under a key of a Secret; empty when there is none. */
export function textOf(secret: Secret, key: string): string {
  return Buffer.from(secret.data?.[key] ?? "", "base64").toString("utf8");
}
