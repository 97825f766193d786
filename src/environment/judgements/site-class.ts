/**
 * Which ClusterClass a site has that names none. A Cluster keeps its class, whatever classes come later: only a Cluster that
 * does not exist yet, and that no interrupted run began, gets the newest. Pure.
 */
import type { LiveObject } from "../../clients/live-object.js";
import { newestVendorClass } from "../../config/vendor-class.js";
import { recordedInputs } from "../../manifests/input-change.js";
import { rebuildInputsAnnotation } from "../../manifests/rebuild.js";
import { classNameOf } from "../facts/cluster.js";

/** What the state of a stack holds of the class of its site. */
export interface RecordedClass {
  /** That the Cluster was built from. @default - no Cluster is recorded */
  readonly cluster?: string | undefined;
  /** Of the Cluster that was announced when the gate ran last. @default - it never ran */
  readonly gate?: string | undefined;
  /** The gate let through the recorded Cluster last, so that no rebuild of it is under way. @default - one may be */
  readonly isSettled?: true;
}

/** Annotations of a Cluster, live or recorded. @returns the class that it was built from */
export function builtFromClass(annotations: Readonly<Record<string, string>> = {}): string | undefined {
  const { className } = recordedInputs(annotations[rebuildInputsAnnotation]) ?? {};
  return typeof className === "string" && className !== "" ? className : undefined;
}

/**
 * What was recorded comes before the class of the Cluster itself: a Cluster that others moved to another class, or whose
 * annotation they changed, would otherwise get another digest, and be rebuilt.
 * @param live the site's Cluster as it stands
 * @returns undefined for a site that has no Cluster and begins one
 */
export function keptClass(live: LiveObject | undefined, recorded: RecordedClass): string | undefined {
  if (!live) return recorded.gate ?? recorded.cluster;
  const settled = recorded.isSettled ? recorded.cluster : undefined;
  return settled ?? builtFromClass(live.metadata.annotations) ?? recorded.cluster ?? classNameOf(live);
}

/** The class of a Cluster that does not exist yet, and a clause on where it comes from. */
export interface NewClass {
  readonly name: string;
  readonly from: string;
}

/**
 * @param offered by the management stack
 * @param classes names of the classes in the namespace of the site; undefined where they cannot be listed
 * @returns undefined where nothing offers one, so that the default is left
 */
export function newClass(
  offered: string | undefined,
  classes: readonly string[] | undefined,
): NewClass | undefined {
  if (offered !== undefined) return { name: offered, from: "which the management stack offers to new sites" };
  const newest = newestVendorClass(classes ?? []);
  return newest === undefined
    ? undefined
    : { name: newest, from: "the newest of the vendor's in its namespace" };
}
