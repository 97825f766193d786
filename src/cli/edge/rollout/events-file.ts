/** Files that a rollout writes for others: events while it runs, and the report at its end. */
import { appendFileSync } from "node:fs";
import { UserError } from "../../../config/problem.js";
import { eventLine, type RolloutEvent } from "../../../fleet/rollout/events.js";
import type { Terminal } from "../terminal.js";

/** @throws UserError where a file cannot be written, before anything is run */
export function checkWritable(file: string, option: string): void {
  try {
    appendFileSync(file, "");
  } catch (error) {
    throw new UserError(`${option} ${file}: ${messageOf(error)}; expected: a file that can be written`);
  }
}

/** Adds events to a file. What cannot be written later, as on a full disk, is reported once and stops nothing. */
export function eventsTo(file: string | undefined, terminal: Terminal): (event: RolloutEvent) => void {
  if (file === undefined) return () => undefined;
  checkWritable(file, "--events");
  let isReported = false;
  return (event) => {
    try {
      appendFileSync(file, eventLine(event, new Date()));
    } catch (error) {
      if (!isReported) terminal.err(`${file}: no events are written any more: ${messageOf(error)}\n`);
      isReported = true;
    }
  };
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
