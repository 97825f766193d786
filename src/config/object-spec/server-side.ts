/** Fields that nobody wrote: the API server, admission and controllers did, and do again. One line names them all. */
import { isTree } from "../tree.js";
import type { ObjectReader } from "./object-reader.js";
import type { Reading } from "./reading.js";

const metadataFields = [
  "uid",
  "resourceVersion",
  "generation",
  "creationTimestamp",
  "deletionTimestamp",
  "deletionGracePeriodSeconds",
  "managedFields",
  "selfLink",
  "finalizers",
  "ownerReferences",
];

/** What kubectl remembers; it repeats the object, with its secrets. */
const lastApplied = "kubectl.kubernetes.io/last-applied-configuration";

export function takeServerSide(object: ObjectReader, names: Set<string>): void {
  for (const field of metadataFields) takeIfThere(object, names, "metadata", field);
  takeIfThere(object, names, "metadata", "annotations", lastApplied);
  takeIfThere(object, names, "status");
}

/** Fields of a Cluster's spec that follow from its topology. */
export function takeTopologyOwned(cluster: ObjectReader, names: Set<string>): void {
  for (const field of ["controlPlaneEndpoint", "controlPlaneRef", "infrastructureRef"]) {
    takeIfThere(cluster, names, "spec", field);
  }
}

export function reportServerSide(names: ReadonlySet<string>, reading: Reading): void {
  if (names.size === 0) return;
  reading.note(
    `fields that the API server and controllers write are left out: ${[...names].sort().join(", ")}`,
  );
}

function takeIfThere(object: ObjectReader, names: Set<string>, ...path: readonly string[]): void {
  const value = object.peek(...path);
  if (value === undefined) return;
  object.take(...path);
  // An empty status or timestamp of null is what kubectl prints for nothing.
  const isEmpty = value === null || (isTree(value) && Object.keys(value).length === 0);
  if (!isEmpty) names.add(path.join("."));
}
