/** Conditions and messages of objects, each on one line. Pure. */
import type { Failure } from "../facts/cluster-part.js";
import type { Condition } from "../facts/conditions.js";

export function conditionText({ type, status, reason = "", message = "" }: Condition): string {
  return `${type}=${status} ${reason} ${oneLine(message)}`.trimEnd();
}

/** A message on one line of at most 300 characters. */
export function oneLine(message: string): string {
  const line = message.replace(/\s+/g, " ").trim();
  return line.length > 300 ? `${line.slice(0, 297)}...` : line;
}

export const failureText = ({ reason, message }: Failure): string => `${reason} ${oneLine(message)}`.trim();

/** One line for each condition: type, status, reason, message. */
export function describeConditions(conditions: readonly Condition[]): string {
  if (conditions.length === 0) return "    (no conditions yet)";
  return conditions
    .map(({ type, status, reason = "", message = "" }) =>
      `    ${type}=${status} ${reason} ${message}`.trimEnd(),
    )
    .join("\n");
}
