/**
 * Whose an object is that exists already. A stack owns what its own state records, by UID: a renamed stack and a moved
 * state stay owners. The mark on an object (`tkg-edge/made-by`) names the stack in messages, and identifies what an
 * interrupted run created but did not record. Everything else is foreign.
 *
 * Pure: in come objects as they were read and the resources of the stack's own state.
 */
import type { LiveObject } from "../../clients/live-object.js";
import { madeByAnnotation } from "../../manifests/kubernetes-object.js";
import { readRecorded, type RecordedObjectFacts } from "../facts/recorded-object.js";

/** A resource as a stack's own state records it. */
export interface RecordedResource {
  readonly urn: string;
  /** Type token, such as `kubernetes:core/v1:Secret`. */
  readonly type: string;
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** The stack for which objects are judged. */
export interface StackView {
  /** Its mark: `PROJECT/STACK`. */
  readonly mark: string;
  readonly records: readonly RecordedResource[];
}

/**
 * - `absent`: there is none.
 * - `own`: the state records it; or it replaced, under this stack's mark, one that the state records.
 * - `interrupted`: this stack created it in a run that was stopped before the state recorded it; to be imported.
 * - `leaving`: not this stack's, and on its way out.
 * - `foreign`: made by hand, by another tool or by another stack.
 */
export type Standing = "absent" | "own" | "interrupted" | "leaving" | "foreign";

/**
 * @param begun whether the state records what this stack always creates before the object. Only then can an object
 *   with this stack's mark be its own interrupted create; otherwise it belongs to a stack of the same name elsewhere.
 */
export function standingOf(object: LiveObject | undefined, view: StackView, begun: boolean): Standing {
  if (!object) return "absent";
  const uids = view.records.flatMap((record) => recordedObject(record)?.uid ?? []);
  if (object.metadata.uid !== undefined && uids.includes(object.metadata.uid)) return "own";
  if (object.metadata.deletionTimestamp !== undefined) return "leaving";
  if (markOf(object) !== view.mark) return "foreign";
  if (view.records.some((record) => isOfSameName(record, object))) return "own";
  return begun ? "interrupted" : "foreign";
}

/** The stack that an object names as its maker, `PROJECT/STACK`; undefined for one that names none. */
export function markOf(object: LiveObject): string | undefined {
  return object.metadata.annotations?.[madeByAnnotation];
}

/** Whether the state records a resource of this logical name. */
export function isRecorded({ records }: StackView, resourceName: string): boolean {
  return records.some(({ urn }) => urn.endsWith(`::${resourceName}`));
}

function recordedObject({ type, outputs }: RecordedResource): RecordedObjectFacts | undefined {
  return type.startsWith("kubernetes:") ? readRecorded(outputs) : undefined;
}

function isOfSameName(record: RecordedResource, { kind, metadata }: LiveObject): boolean {
  const recorded = recordedObject(record);
  return (
    recorded !== undefined &&
    recorded.kind === kind &&
    recorded.name === metadata.name &&
    recorded.namespace === metadata.namespace
  );
}
