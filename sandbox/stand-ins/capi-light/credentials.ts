// Whose credentials reach vCenter, and what CAPV does to the Secret that holds them.
import type { VcenterAccess } from "../../guest/vcenter.js";
import { isTerminating, ownerReferenceTo, withOwner, type KubeObject } from "../runtime/objects.js";
import { secrets, type Secret } from "../runtime/resources.js";
import type { StandInContext } from "../stand-in.js";
import { identities, identityNamespace, type Cluster } from "./kinds.js";
import { finalizers } from "./owned-objects.js";
import { identityOf } from "./placement.js";

/**
 * The credentials of a Cluster: those of its identity, for the sandbox's vCenter.
 * @throws Error that names the missing Secret.
 */
export async function accessFor(cluster: Cluster, context: StandInContext): Promise<VcenterAccess> {
  const secret = await credentialsSecret(cluster, context);
  const { server, caFile } = context.sandbox.vcenter;
  const read = (key: string) => Buffer.from(secret.data?.[key] ?? "", "base64").toString("utf8");
  return { server, caFile, username: read("username"), password: read("password") };
}

async function credentialsSecret(cluster: Cluster, context: StandInContext): Promise<Secret> {
  const identity = identityOf(cluster);
  let key = { namespace: cluster.metadata.namespace, name: identity.name };
  if (identity.kind === "VSphereClusterIdentity") {
    const found = await context.client.get(identities, { name: identity.name });
    key = { namespace: identityNamespace, name: found?.spec?.secretName ?? identity.name };
  }
  const secret = await context.client.get(secrets, key);
  if (!secret)
    throw new Error(`there is no Secret ${key.namespace ?? ""}/${key.name} with vCenter's credentials`);
  return secret;
}

/** Ties the Cluster's own Secret to it, so that it cannot go before the virtual machine: owner and finalizer. */
export async function adoptSecret(
  cluster: Cluster,
  owner: KubeObject,
  context: StandInContext,
): Promise<void> {
  if (identityOf(cluster).kind !== "Secret") return;
  const secret = await credentialsSecret(cluster, context);
  if (isTerminating(secret)) return;
  const held = new Set(secret.metadata.finalizers).add(finalizers.secret);
  const ownerReferences = withOwner(secret.metadata.ownerReferences, ownerReferenceTo(owner));
  const metadata = { ...secret.metadata, finalizers: [...held], ownerReferences };
  await context.client.patch(secrets, secret, { ...secret, metadata });
}

/** Gives the Cluster's own Secret free and deletes it, as CAPV does. A shared identity stays. */
export async function releaseSecret(cluster: Cluster, context: StandInContext): Promise<void> {
  const { kind, name } = identityOf(cluster);
  if (kind !== "Secret") return;
  const key = { namespace: cluster.metadata.namespace, name };
  const secret = await context.client.get(secrets, key);
  if (!secret) return;
  await context.client.delete(secrets, key);
  const left = (secret.metadata.finalizers ?? []).filter((entry) => entry !== finalizers.secret);
  const now = await context.client.get(secrets, key);
  if (now)
    await context.client.patch(secrets, now, { ...now, metadata: { ...now.metadata, finalizers: left } });
}
