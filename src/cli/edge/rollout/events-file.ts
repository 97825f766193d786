/** Files that a rollout writes for others: events while it runs, and the report at its end. */
import { accessSync, appendFileSync, constants, existsSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
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

/** @throws UserError where a file cannot be written by what is there now; nothing is created */
export function refuseUnwritable(
  directory: string,
  files: Readonly<Record<string, string | undefined>>,
): void {
  for (const [option, file] of Object.entries(files)) {
    const path = file === undefined ? undefined : resolve(directory, file);
    const wrong = path === undefined ? undefined : whyUnwritable(path);
    if (path === undefined || wrong === undefined) continue;
    throw new UserError(`${option} ${path}: ${wrong}; expected: a file that can be written`);
  }
}

function whyUnwritable(path: string): string | undefined {
  const folder = dirname(path);
  if (existsSync(path)) return statSync(path).isDirectory() ? "it is a folder" : cannotWrite(path);
  return existsSync(folder) ? cannotWrite(folder) : `there is no folder ${folder}`;
}

function cannotWrite(path: string): string | undefined {
  try {
    accessSync(path, constants.W_OK);
    return undefined;
  } catch (error) {
    return messageOf(error);
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
