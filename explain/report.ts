/** What a cluster waits for or hangs on, in lines that a person reads. Pure. */
import type { Condition, LiveObject } from "../clients/management-cluster.js";
import type { ClusterObjects } from "./cluster-objects.js";
import { knownCauses } from "./known-causes.js";

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
  const known = knownCauses
    .filter(({ sign, unless }) => sign.test(seen) && unless?.test(seen) !== true)
    .flatMap(({ cause, mend }) => [`${cause}.`, `  -> ${mend}`]);
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
  const state = unmet.length === 0 && going === "" && paused === "" ? ": no condition is unmet" : "";
  return [`${kind} ${metadata.name}${phase}${going}${paused}${state}`, ...unmet];
}

/** `UpdatesAvailable` is news, and False is as good as True. */
const isUnmet = ({ type, status }: Condition) => status !== "True" && type !== "UpdatesAvailable";

function conditionText({ type, status, reason = "", message = "" }: Condition): string {
  return `${type}=${status} ${reason} ${oneLine(message)}`.trimEnd();
}

/** A message on one line of at most 300 characters. */
function oneLine(message: string): string {
  const line = message.replace(/\s+/g, " ").trim();
  return line.length > 300 ? `${line.slice(0, 297)}...` : line;
}
