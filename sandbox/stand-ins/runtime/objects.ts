/** The shape of a Kubernetes object as the stand-ins see it, with small predicates and accessors.
 *
 * In: parsed JSON of the API server. Out: typed views of its metadata, conditions and owners.
 */

/** One entry of `metadata.ownerReferences`. */
export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
  readonly blockOwnerDeletion?: boolean;
}

/** The metadata fields that stand-ins read or write. */
export interface ObjectMeta {
  name: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string | null;
  deletionTimestamp?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  finalizers?: string[];
  ownerReferences?: OwnerReference[];
  managedFields?: unknown;
}

/** Any Kubernetes object. Narrower interfaces add `spec`, `status`, `data`. */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
}

/** An object whose other fields are of no fixed shape. */
export type FreeObject = KubeObject & Record<string, unknown>;

/** Namespace and name; cluster-scoped objects have no namespace. */
export interface ObjectKey {
  readonly namespace?: string | undefined;
  readonly name: string;
}

/** `namespace/name`, or `name` for a cluster-scoped object: the form used in queues and messages. */
export function keyText(key: ObjectKey): string {
  return key.namespace === undefined || key.namespace === "" ? key.name : `${key.namespace}/${key.name}`;
}

/** The inverse of {@link keyText}. */
export function parseKey(text: string): ObjectKey {
  const slash = text.indexOf("/");
  return slash < 0 ? { name: text } : { namespace: text.slice(0, slash), name: text.slice(slash + 1) };
}

/** The key of an object. */
export function keyOf(object: KubeObject): ObjectKey {
  return { namespace: object.metadata.namespace, name: object.metadata.name };
}

/** True while the object is being deleted. */
export function isTerminating(object: KubeObject): boolean {
  return object.metadata.deletionTimestamp !== undefined;
}

/** True for a plain JSON object, as opposed to an array, a scalar or null. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Structural equality of JSON values; the order of keys does not matter. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => sameJson(item, b[index]));
  }
  if (!isRecord(a) || !isRecord(b)) return false;
  const keys = Object.keys(a).filter((key) => a[key] !== undefined);
  const others = Object.keys(b).filter((key) => b[key] !== undefined);
  return keys.length === others.length && keys.every((key) => key in b && sameJson(a[key], b[key]));
}

/** An owner reference to `owner`; extra fields (controller, blockOwnerDeletion) as given. */
export function ownerReferenceTo(
  owner: KubeObject,
  extra: Pick<OwnerReference, "controller" | "blockOwnerDeletion"> = {},
): OwnerReference {
  const { apiVersion, kind, metadata } = owner;
  return { apiVersion, kind, name: metadata.name, uid: metadata.uid ?? "", ...extra };
}

/**
 * Owner references with `reference` among them: an entry of the same group, kind and name is replaced, as Cluster API's
 * EnsureOwnerRef does, otherwise it is appended.
 */
export function withOwner(
  existing: readonly OwnerReference[] | undefined,
  reference: OwnerReference,
): OwnerReference[] {
  const group = (apiVersion: string): string => apiVersion.split("/")[0] ?? "";
  const result = [...(existing ?? [])];
  const index = result.findIndex(
    (entry) =>
      entry.kind === reference.kind &&
      entry.name === reference.name &&
      group(entry.apiVersion) === group(reference.apiVersion),
  );
  if (index < 0) result.push(reference);
  else result[index] = reference;
  return result;
}
