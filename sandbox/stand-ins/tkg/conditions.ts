/**
 * Conditions in the style of Cluster API: one per type, Ready first, a transition time that changes only with the state.
 */

export interface Condition {
  type: string;
  status: "True" | "False" | "Unknown";
  severity?: string;
  reason?: string;
  message?: string;
  lastTransitionTime?: string;
}

/** What {@link withCondition} takes: a condition without its time. */
export type ConditionState = Omit<Condition, "lastTransitionTime">;

/** The conditions with `state` among them. An equal state keeps its time. */
export function withCondition(
  conditions: readonly Condition[] | undefined,
  state: ConditionState,
  now: Date = new Date(),
): Condition[] {
  const existing = (conditions ?? []).find((condition) => condition.type === state.type);
  const same =
    existing?.status === state.status &&
    (existing.reason ?? "") === (state.reason ?? "") &&
    (existing.severity ?? "") === (state.severity ?? "") &&
    (existing.message ?? "") === (state.message ?? "");
  if (existing !== undefined && same) return [...(conditions ?? [])];
  const condition: Condition = { ...state, lastTransitionTime: `${now.toISOString().slice(0, 19)}Z` };
  const others = (conditions ?? []).filter(({ type }) => type !== state.type);
  const rank = ({ type }: Condition): string => (type === "Ready" ? "" : type);
  return [...others, condition].sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
}

/** The status of a condition, undefined when it is not there. */
export function conditionStatus(
  conditions: readonly Condition[] | undefined,
  type: string,
): Condition["status"] | undefined {
  return conditions?.find((condition) => condition.type === type)?.status;
}
