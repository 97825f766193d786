// Conditions in Cluster API's style. Pure.
import type { Condition } from "./kinds.js";

/** A condition without its time. */
export type ConditionUpdate = Omit<Condition, "lastTransitionTime">;

/** Shorthand for a condition that holds. */
export function isTrue(type: string): ConditionUpdate {
  return { type, status: "True" };
}

/** Shorthand for a condition that does not hold, and why. */
export function isFalse(
  type: string,
  reason: string,
  message: string,
  severity: "Info" | "Warning" | "Error" = "Info",
): ConditionUpdate {
  return { type, status: "False", severity, reason, message };
}

/** The conditions with the updates merged; an unchanged condition keeps its time. */
export function withConditions(
  before: readonly Condition[] | undefined,
  updates: readonly ConditionUpdate[],
  now: string = new Date().toISOString().replace(/\.\d+Z$/, "Z"),
): Condition[] {
  const result = new Map((before ?? []).map((condition) => [condition.type, condition]));
  for (const update of updates) {
    const old = result.get(update.type);
    const same =
      old?.status === update.status && old.reason === update.reason && old.message === update.message;
    if (!same) result.set(update.type, { ...update, lastTransitionTime: now });
  }
  return [...result.values()];
}

/** Ready as the summary of others: false with the first that is not true, as Cluster API reports it. */
export function summary(conditions: readonly ConditionUpdate[]): ConditionUpdate {
  const first = conditions.find(({ status }) => status !== "True");
  return first ? { ...first, type: "Ready" } : isTrue("Ready");
}
