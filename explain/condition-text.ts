/** Conditions and messages of objects, each on one line. Pure. */
import type { Condition } from "../clients/live-object.js";

export function conditionText({ type, status, reason = "", message = "" }: Condition): string {
  return `${type}=${status} ${reason} ${oneLine(message)}`.trimEnd();
}

/** A message on one line of at most 300 characters. */
export function oneLine(message: string): string {
  const line = message.replace(/\s+/g, " ").trim();
  return line.length > 300 ? `${line.slice(0, 297)}...` : line;
}

/** What an object reports as final: Cluster API does not go on with it. Undefined where it reports nothing of the kind. */
export function failureText(
  status: {
    readonly failureReason?: string;
    readonly failureMessage?: string;
  } = {},
): string | undefined {
  const { failureReason = "", failureMessage = "" } = status;
  const text = `${failureReason} ${oneLine(failureMessage)}`.trim();
  return text === "" ? undefined : text;
}
