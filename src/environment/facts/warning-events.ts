/** Warnings that controllers recorded of objects. */
import * as z from "zod";
import type { LiveObject } from "../../clients/live-object.js";
import { lenient, readAs, text } from "./lenient.js";

export interface WarningEvent {
  /** `Kind name` that it concerns. */
  readonly object: string;
  readonly reason: string;
  readonly message: string;
  readonly count: number;
  /** RFC 3339. */
  readonly last: string;
}

const event = z.object({
  type: text,
  reason: text,
  message: text,
  count: lenient(z.number()),
  lastTimestamp: text,
  eventTime: text,
  involvedObject: lenient(z.object({ kind: text, name: text, uid: text })),
});

const most = 6;

/** The latest six Warnings of these very objects, the latest first. @param events of their namespace */
export function warningsOf(
  objects: readonly LiveObject[],
  events: readonly LiveObject[],
): readonly WarningEvent[] {
  const uids = new Set(objects.map(({ metadata }) => metadata.uid));
  return events
    .map((object) => readAs(event, object))
    .filter(({ type, involvedObject }) => type === "Warning" && uids.has(involvedObject?.uid))
    .map((one) => ({
      object: `${one.involvedObject?.kind ?? ""} ${one.involvedObject?.name ?? ""}`,
      reason: one.reason ?? "",
      message: one.message ?? "",
      count: one.count ?? 1,
      last: one.lastTimestamp ?? one.eventTime ?? "",
    }))
    .sort((a, b) => (a.last < b.last ? 1 : -1))
    .slice(0, most);
}
