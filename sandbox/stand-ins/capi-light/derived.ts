// Finds or makes the objects that belong to a Cluster. They are found by Cluster API's label, as their names are random.
import { isNotFound } from "../runtime/kube-client.js";
import { keyOf, type KubeObject } from "../runtime/objects.js";
import type { Resource } from "../runtime/resources.js";
import type { StandInContext } from "../stand-in.js";
import { withConditions, type ConditionUpdate } from "./conditions.js";
import { clusterNameLabel, type Cluster, type Condition, type StatusObject } from "./kinds.js";

/** The Cluster's object of a kind, if there is one. */
export async function findDerived(
  kind: Resource<StatusObject>,
  cluster: Cluster,
  context: StandInContext,
): Promise<StatusObject | undefined> {
  const { namespace = "default", name } = cluster.metadata;
  const { items } = await context.client.list(kind, {
    namespace,
    labelSelector: `${clusterNameLabel}=${name}`,
  });
  return items[0];
}

/** The Cluster's object of a kind, made when there is none. */
export async function ensureDerived(
  kind: Resource<StatusObject>,
  cluster: Cluster,
  make: () => StatusObject,
  context: StandInContext,
): Promise<StatusObject> {
  return (await findDerived(kind, cluster, context)) ?? context.client.create(kind, make());
}

/** Sets fields and conditions of an object's status; sends nothing if they are unchanged. */
export async function setStatus(
  kind: Resource<StatusObject>,
  object: StatusObject,
  fields: Record<string, unknown>,
  conditions: readonly ConditionUpdate[],
  context: StandInContext,
): Promise<StatusObject> {
  const before = object.status?.conditions as Condition[] | undefined;
  const status = { ...object.status, ...fields, conditions: withConditions(before, conditions) };
  return context.client.patch(kind, object, { ...object, status }, { subresource: "status" });
}

/** Sets fields of an object's spec. */
export async function setSpec(
  kind: Resource<StatusObject>,
  object: StatusObject,
  fields: Record<string, unknown>,
  context: StandInContext,
): Promise<StatusObject> {
  return context.client.patch(kind, object, { ...object, spec: { ...object.spec, ...fields } });
}

/** Deletes an object and removes its finalizers: its controller, which is us, has nothing left to do. */
export async function removeObject(
  kind: Resource<KubeObject>,
  object: KubeObject,
  context: StandInContext,
): Promise<void> {
  await context.client.delete(kind, keyOf(object));
  const now = await context.client.get(kind, keyOf(object));
  if (!now) return;
  try {
    await context.client.patch(kind, now, { ...now, metadata: { ...now.metadata, finalizers: [] } });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
