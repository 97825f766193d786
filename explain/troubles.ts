/**
 * What the objects of a cluster report as wrong, from the VM up: the object that knows the reason comes first, and what those
 * above it only repeat is left out. Pure.
 */
import type { Condition, LiveObject } from "../clients/live-object.js";
import { failureText, oneLine } from "./condition-text.js";

/** Where reasons come from, before where they are repeated. */
const sources = [
  "VSphereVM",
  "VSphereMachine",
  "Machine",
  "VSphereCluster",
  "KubeadmControlPlane",
  "Cluster",
] as const;

/** Reasons of conditions that are reported as warnings while all goes well. */
const progressing = new Set(["ScalingUp", "ScalingDown", "RollingUpdateInProgress", "Deleting", "Deleted"]);

/** @returns a line each: `VSphereVM edge-x: CloningFailed unable to find template "…"` */
export function troublesOf(objects: readonly LiveObject[]): readonly string[] {
  const failure = failureOf(objects);
  const lines = new Map<string, string>();
  for (const object of fromTheVmUp(objects)) {
    for (const condition of (object.status?.conditions ?? []).filter(isTrouble)) {
      const reason = reasonOf(condition);
      if (lines.has(reason)) continue;
      lines.set(reason, lineOf(object, `${reason} ${oneLine(condition.message ?? "")}`.trim()));
    }
  }
  return [...(failure === undefined ? [] : [failure]), ...lines.values()];
}

/** Why Cluster API does not go on with the cluster's machine at all, in a line. The objects above repeat it. */
export function failureOf(objects: readonly LiveObject[]): string | undefined {
  for (const object of fromTheVmUp(objects)) {
    const failure = failureText(object.status);
    if (failure !== undefined) return lineOf(object, failure);
  }
  return undefined;
}

const rank = ({ kind }: LiveObject): number => sources.findIndex((source) => source === kind);

/** Without what is being deleted: that the machine of a roll or a rebuild goes is no trouble. */
function fromTheVmUp(objects: readonly LiveObject[]): readonly LiveObject[] {
  return objects
    .filter((object) => rank(object) >= 0 && object.metadata.deletionTimestamp === undefined)
    .sort((a, b) => rank(a) - rank(b));
}

const lineOf = ({ kind = "object", metadata }: LiveObject, text: string): string =>
  `${kind} ${metadata.name}: ${text}`;

function isTrouble(condition: Condition): boolean {
  const { status, severity } = condition;
  const isBad = status === "False" && (severity === "Warning" || severity === "Error");
  return isBad && !progressing.has(reasonOf(condition));
}

/** An aggregated condition has the reason of its source, and then where that is: `CloningFailed @ Machine/edge-x`. */
const reasonOf = ({ reason = "" }: Condition): string => reason.split(" @ ")[0] ?? "";
