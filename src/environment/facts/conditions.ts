/** Conditions of objects, in the form of Cluster API. */
import * as z from "zod";
import type { LiveObject } from "../../clients/live-object.js";
import { entries, readAs, text } from "./lenient.js";

export interface Condition {
  readonly type: string;
  readonly status: string;
  /** Of one that is False: how bad that is. */
  readonly severity?: string | undefined;
  readonly reason?: string | undefined;
  readonly message?: string | undefined;
  /** Since when its status is that, RFC 3339. */
  readonly lastTransitionTime?: string | undefined;
}

const condition = z.object({
  type: z.string(),
  status: z.string(),
  severity: text,
  reason: text,
  message: text,
  lastTransitionTime: text,
});
const schema = z.object({ conditions: entries(condition) });

/** @returns none for an object that is not there */
export function conditionsOf(object: LiveObject | undefined): readonly Condition[] {
  return readAs(schema, object?.status).conditions;
}

export function conditionOf(object: LiveObject | undefined, type: string): Condition | undefined {
  return conditionsOf(object).find((one) => one.type === type);
}

/** Whether a condition is met. */
export const isTrue = (object: LiveObject | undefined, type: string): boolean =>
  conditionOf(object, type)?.status === "True";
