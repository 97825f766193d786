// Shared identities as CAPV keeps them: one is Ready when its Secret is in capv-system, and holds that Secret.
import { Controller, type Outcome } from "../runtime/controller.js";
import { ownerReferenceTo, withOwner } from "../runtime/objects.js";
import { secrets } from "../runtime/resources.js";
import type { StandInContext } from "../stand-in.js";
import { isFalse, isTrue, type ConditionUpdate } from "./conditions.js";
import { setStatus } from "./derived.js";
import { identities, identityNamespace, type Identity } from "./kinds.js";
import { finalizers } from "./owned-objects.js";

/** Keeps the status of all VSphereClusterIdentities; resolves when they are known. */
export async function reconcileIdentities(context: StandInContext): Promise<void> {
  const informer = context.informer(identities);
  const controller = new Controller({
    name: "vsphereclusteridentity",
    log: (line) => {
      context.log(line);
    },
    signal: context.signal,
    reconcile: async (name) => {
      const identity = await context.client.get(identities, { name });
      return identity ? reconcile(identity, context) : undefined;
    },
  });
  informer.onChange(({ type, object }) => {
    if (type === "delete") void release(object, context);
    else controller.enqueue(object.metadata.name);
  });
  await informer.synced();
}

async function reconcile(identity: Identity, context: StandInContext): Promise<Outcome | undefined> {
  const name = identity.spec?.secretName ?? "";
  const secret = await context.client.get(secrets, { namespace: identityNamespace, name });
  if (!secret) {
    const text = `Secret "${name}" not found in namespace ${identityNamespace}`;
    await report(identity, isFalse("CredentialsAvailable", "SecretNotAvailable", text, "Warning"), context);
    // The Secret's arrival is not watched; CAPV too comes back by its backoff.
    return { requeueAfterSeconds: 2 };
  }
  const held = new Set(secret.metadata.finalizers).add(finalizers.secret);
  const ownerReferences = withOwner(secret.metadata.ownerReferences, ownerReferenceTo(identity));
  const metadata = { ...secret.metadata, finalizers: [...held], ownerReferences };
  await context.client.patch(secrets, secret, { ...secret, metadata });
  await report(identity, isTrue("CredentialsAvailable"), context);
  return undefined;
}

async function report(
  identity: Identity,
  condition: ConditionUpdate,
  context: StandInContext,
): Promise<void> {
  const ready = condition.status === "True";
  await setStatus(identities, identity, { ready }, [condition, { ...condition, type: "Ready" }], context);
}

/** The Secret goes with its identity, by its owner reference; only the finalizer would hold it. */
async function release(identity: Identity, context: StandInContext): Promise<void> {
  const key = { namespace: identityNamespace, name: identity.spec?.secretName ?? "" };
  try {
    const secret = await context.client.get(secrets, key);
    if (!secret) return;
    const left = (secret.metadata.finalizers ?? []).filter((entry) => entry !== finalizers.secret);
    await context.client.patch(secrets, secret, {
      ...secret,
      metadata: { ...secret.metadata, finalizers: left },
    });
  } catch (error) {
    context.log(`Secret ${key.name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
