/** Steps: a stack that a release has brought up goes on with today's program. */
import assert from "node:assert/strict";
import {
  announcedSince,
  covers,
  unannounced,
  type AnnouncedChange,
} from "../../upgrade/announced-changes.js";
import { realChanges } from "../harness/engine-events.js";
import type { Outcome, TestStack } from "../harness/test-stack.js";
import { succeeded } from "./tried-site.js";

/** The program's announcement of a node that is destroyed. */
const notice = /\b(REBUILD|ROLL) of\b/;

/** Asserts what a run shows: nothing but announced changes, and no notice. @returns the rows that it showed */
export function assertAnnounced(outcome: Outcome, version: string): readonly AnnouncedChange[] {
  succeeded(outcome);
  const rows = announcedSince(version);
  assert.deepEqual(unannounced(rows, outcome.steps), [], `not in CHANGELOG.md:\n${outcome.all}`);
  assert.doesNotMatch(outcome.all, notice);
  return rows.filter((row) => outcome.steps.some((step) => covers(row, step)));
}

/**
 * The first preview and `up` with today's program, and the second `up`.
 * @returns the announced rows that they showed
 */
export async function firstUps(stack: TestStack, version: string): Promise<readonly AnnouncedChange[]> {
  stack.upgrade();
  assertAnnounced(await stack.preview(), version);
  const shown = assertAnnounced(await stack.up(), version);
  const second = succeeded(await stack.up({ args: ["--expect-no-changes"] }));
  assert.deepEqual(realChanges(second), {}, second.all);
  return shown;
}
