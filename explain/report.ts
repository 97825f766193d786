/** What a cluster waits for or hangs on, in lines that a person reads. Pure. */
import type { Condition, LiveObject } from "../clients/live-object.js";
import type { ClusterObjects } from "./cluster-objects.js";
import { conditionText, failureText, oneLine } from "./condition-text.js";
import { remediesFor } from "./known-causes.js";

/** @returns lines without indentation of their own; the tree is indented below its head */
export function clusterReport(found: ClusterObjects): string[] {
  const { namespace, name, objects, events, vms } = found;
  if (objects.length === 0) return [`Cluster ${namespace}/${name} does not exist.`];
  const tree = objects.flatMap(objectLines);
  const inVcenter = vms.map(({ path, state }) => `VM ${path}: ${state}`);
  const warnings = events.map(
    ({ object, reason, message, count }) =>
      `${object}: ${reason} ${oneLine(message)}${count > 1 ? ` (${count} times)` : ""}`,
  );
  const seen = [...tree, ...inVcenter, ...warnings].join("\n");
  const known = remediesFor(seen);
  return [
    ...section(`Cluster ${namespace}/${name} and what it is made of:`, tree),
    ...section("In vCenter:", inVcenter),
    ...section("Latest warnings:", warnings),
    ...section("What is known of this:", known),
  ];
}

const section = (head: string, lines: readonly string[]) =>
  lines.length === 0 ? [] : [head, ...lines.map((line) => `  ${line}`)];

function objectLines({ kind = "object", metadata, spec, status }: LiveObject): string[] {
  const unmet = (status?.conditions ?? [])
    .filter(isUnmet)
    .map((condition) => `  ${conditionText(condition)}`);
  const { deletionTimestamp, finalizers = [] } = metadata;
  const going =
    deletionTimestamp === undefined
      ? ""
      : `, being deleted since ${deletionTimestamp}, held by ${finalizers.length === 1 ? "finalizer" : "finalizers"} ${finalizers.join(", ") || "(none)"}`;
  const paused = spec?.paused === true ? ", paused" : "";
  const phase = status?.phase === undefined ? "" : ` (${status.phase})`;
  const failure = failureText(status);
  const failed = failure === undefined ? [] : [`  failed: ${failure}`];
  const isWell = unmet.length === 0 && failed.length === 0 && going === "" && paused === "";
  const state = isWell ? ": no condition is unmet" : "";
  return [`${kind} ${metadata.name}${phase}${going}${paused}${state}`, ...failed, ...unmet];
}

/** `UpdatesAvailable` is news, and False is as good as True. */
const isUnmet = ({ type, status }: Condition) => status !== "True" && type !== "UpdatesAvailable";
