/**
 * What the objects of a cluster report as wrong, from the VM up: the object that knows the reason comes first, and what those
 * above it only repeat is left out. Pure.
 */
import type { ClusterPart } from "../facts/cluster-part.js";
import type { Condition } from "../facts/conditions.js";
import { drifted, type Finding } from "../finding.js";
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

/** @returns each reason once: `VSphereVM edge-x: CloningFailed unable to find template "…"` */
export function troublesOf(parts: readonly ClusterPart[]): readonly Finding[] {
  const failure = failureOf(parts);
  const troubles = new Map<string, Finding>();
  for (const part of fromTheVmUp(parts)) {
    for (const condition of part.conditions.filter(isTrouble)) {
      const reason = reasonOf(condition);
      if (troubles.has(reason)) continue;
      troubles.set(reason, reported(part, `${reason} ${oneLine(condition.message ?? "")}`.trim()));
    }
  }
  return [...(failure === undefined ? [] : [failure]), ...troubles.values()];
}

/** Why Cluster API does not go on with the cluster's machine at all. The objects above repeat it. */
export function failureOf(parts: readonly ClusterPart[]): Finding | undefined {
  for (const part of fromTheVmUp(parts)) {
    const text = part.failure && failureText(part.failure);
    if (text) return reported(part, text);
  }
  return undefined;
}

const rank = ({ kind }: ClusterPart): number => sources.findIndex((source) => source === kind);

/** Without what is being deleted: that the machine of a roll or a rebuild goes is no trouble. */
function fromTheVmUp(parts: readonly ClusterPart[]): readonly ClusterPart[] {
  return parts
    .filter((part) => rank(part) >= 0 && part.deletedSince === undefined)
    .sort((a, b) => rank(a) - rank(b));
}

const reported = ({ kind, name }: ClusterPart, text: string): Finding => drifted(`${kind} ${name}: ${text}`);

function isTrouble(condition: Condition): boolean {
  const { status, severity } = condition;
  const isBad = status === "False" && (severity === "Warning" || severity === "Error");
  return isBad && !progressing.has(reasonOf(condition));
}

/** An aggregated condition has the reason of its source, and then where that is: `CloningFailed @ Machine/edge-x`. */
const reasonOf = ({ reason = "" }: Condition): string => reason.split(" @ ")[0] ?? "";
