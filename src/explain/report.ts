/** What a cluster waits for or hangs on, in lines that a person reads. Pure. */
import type { ClusterObjects } from "../environment/facts/cluster-objects.js";
import type { ClusterPart } from "../environment/facts/cluster-part.js";
import type { Condition } from "../environment/facts/conditions.js";
import { conditionText, failureText, oneLine } from "../environment/judgements/condition-text.js";
import { remediesFor } from "../environment/judgements/known-causes.js";

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

/** One object, and below it what it waits for. */
export function objectLines(part: ClusterPart): string[] {
  const { kind, name, conditions, deletedSince, finalizers, isPaused, phase, failure } = part;
  const unmet = conditions.filter(isUnmet).map((condition) => `  ${conditionText(condition)}`);
  const going =
    deletedSince === undefined
      ? ""
      : `, being deleted since ${deletedSince}, held by ${finalizers.length === 1 ? "finalizer" : "finalizers"} ${finalizers.join(", ") || "(none)"}`;
  const paused = isPaused ? ", paused" : "";
  const inPhase = phase === undefined ? "" : ` (${phase})`;
  const failed = failure === undefined ? [] : [`  failed: ${failureText(failure)}`];
  const isWell = unmet.length === 0 && failed.length === 0 && going === "" && paused === "";
  const state = isWell ? ": no condition is unmet" : "";
  return [`${kind} ${name}${inPhase}${going}${paused}${state}`, ...failed, ...unmet];
}

/** `UpdatesAvailable` is news, and False is as good as True. */
export const isUnmet = ({ type, status }: Condition) => status !== "True" && type !== "UpdatesAvailable";
