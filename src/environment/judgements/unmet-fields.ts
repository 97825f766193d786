/**
 * Which fields of an object are not as this product applies them. What others added beside them is left alone, as server-side
 * apply leaves it: defaults of a class, fields of controllers. Pure.
 */
import diff from "microdiff";
import type { LiveObject } from "../../clients/live-object.js";
import { maskedText } from "../../config/display-value.js";
import type { KubernetesObject } from "../../manifests/kubernetes-object.js";
import { comparableSpec } from "../facts/cluster.js";

/** A field, with what the object has and what is applied. */
export interface UnmetField {
  /** `spec.topology.version` */
  readonly field: string;
  readonly from: string;
  readonly to: string;
}

type Applied = KubernetesObject & { readonly spec?: object };

/** @param applied as an `up` applies it; @param live the same object as it stands */
export function unmetFields(applied: Applied, live: LiveObject): readonly UnmetField[] {
  const { labels = {}, annotations = {} } = applied.metadata;
  const wanted = { metadata: { labels, annotations }, spec: comparable(applied.kind, applied.spec) };
  const seen = {
    metadata: { labels: live.metadata.labels ?? {}, annotations: live.metadata.annotations ?? {} },
    spec: comparable(live.kind ?? "", live.spec),
  };
  return diff(wanted, seen).flatMap((change) => {
    const isAdded = change.type === "CREATE" && typeof change.path.at(-1) !== "number";
    const to: unknown = change.type === "CREATE" ? undefined : change.oldValue;
    const from: unknown = change.type === "REMOVE" ? undefined : change.value;
    if (isAdded || (isEmpty(to) && isEmpty(from))) return [];
    const name = String(change.path.at(-1) ?? "");
    return [{ field: change.path.join("."), from: shown(from, name), to: shown(to, name) }];
  });
}

/** Variables by their names: their order means nothing, and the class adds its own. */
function comparable(kind: string, spec: object = {}): object {
  return kind === "Cluster" ? comparableSpec(spec as LiveObject["spec"]) : spec;
}

/** The API drops what is empty. */
const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === "" ||
  (typeof value === "object" && Object.keys(value).length === 0);

function shown(value: unknown, name: string): string {
  if (value === undefined) return "(not set)";
  const text = maskedText(typeof value === "string" ? value : JSON.stringify(value), name);
  return text.length > 64 ? `${text.slice(0, 61)}...` : text;
}
