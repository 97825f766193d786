/** Metadata that this product adds to what it applies. Pure, so that a plan compares with what an `up` would apply. */
import { madeByAnnotation, type KubernetesObject } from "./kubernetes-object.js";

type Metadata = KubernetesObject["metadata"];

/**
 * Adds the mark of a stack, `PROJECT/STACK`. It names the stack in messages and identifies an object that an interrupted run
 * created but did not record. It does not decide who owns an object that a state records
 * (src/environment/judgements/standing.ts).
 */
export const markedFor = <M extends Metadata>(metadata: M, stack: string) =>
  annotated(metadata, { [madeByAnnotation]: stack });

/**
 * Adds a stack's mark and the name under which this program owns the fields of an object.
 *
 * Without that name the provider takes a random one for every create. An `up` that was killed after the API had the
 * object, but before the engine knew, would then conflict with its own earlier half when it is run again.
 */
export const ownedBy = <M extends Metadata>(metadata: M, stack: string) =>
  annotated(markedFor(metadata, stack), { "pulumi.com/patchFieldManager": "tkg-edge" });

/**
 * Fields of an object that another field manager applied belong to that manager. The API refuses to change them under
 * another name unless the patch is forced.
 */
export function forcePatch<M extends Metadata>(metadata: M, adopt: boolean): M {
  return adopt ? annotated(metadata, { "pulumi.com/patchForce": "true" }) : metadata;
}

const deletionAnnotation = "pulumi.com/deletionPropagationPolicy";

/**
 * Has the provider delete an object with background propagation, as `kubectl delete` does. With the provider's own choice,
 * foreground, the garbage collector removes a Cluster's Machine before TKG has removed the add-ons from it.
 */
export const inBackground = <M extends Metadata>(metadata: M) =>
  annotated(metadata, { [deletionAnnotation]: "background" });

/** Whether the provider deletes an object so. */
export const deletedInBackground = ({ annotations }: Pick<Metadata, "annotations">): boolean =>
  annotations?.[deletionAnnotation] === "background";

/** Adds annotations, in place of those of the same names. */
export function annotated<M extends Metadata>(metadata: M, added: Readonly<Record<string, string>>) {
  return { ...metadata, annotations: { ...metadata.annotations, ...added } };
}
