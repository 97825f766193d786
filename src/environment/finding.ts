/**
 * One thing that was seen in the live environment of a stack, and what it means. Judgements make findings; preview, preflight,
 * the gate before a rebuild and the notices only phrase them. What is wrong in the configuration itself is a `Problem`
 * (docs/adr/0011-one-finding.md).
 */
import { UserError, type Problem } from "../config/problem.js";

/** `skipped`: it could not be seen, and that is no fault. */
export type Severity = "ok" | "warning" | "failure" | "skipped";

export interface Finding {
  readonly severity: Severity;
  /** Config key that it is about, where there is one. */
  readonly path?: string;
  /** What was seen, as a sentence without its full stop; for a skipped one, why it could not be. */
  readonly seen: string;
  /** `seen` is what the value of the key reads as, such as `"10.0.0.9", which …`, and no sentence of its own. */
  readonly isValue?: true;
  /** There is no value of the key to show: it is secret, or the fault is elsewhere. */
  readonly isUnread?: true;
  /** What is expected in its place. */
  readonly expected?: string;
  /** How to fix it, where that differs from the question's own advice. */
  readonly remedy?: string;
  /** Nothing shows whether it was ever otherwise: the first preview of a stack finds the same. */
  readonly mayBeNew?: true;
}

type More = Pick<Finding, "path" | "remedy" | "mayBeNew">;

export const ok = (seen: string): Finding => ({ severity: "ok", seen });

export const skipped = (why: string): Finding => ({ severity: "skipped", seen: why });

export const failure = (seen: string, expected: string, more: More = {}): Finding => ({
  severity: "failure",
  seen,
  expected,
  ...more,
});

export const warning = (seen: string, expected: string, more: More = {}): Finding => ({
  severity: "warning",
  seen,
  expected,
  ...more,
});

/** A value of the stack that does not fit what is there. @param reads the value for display, and what is wrong with it */
export const wrongValue = (path: string, reads: string, expected: string, more: More = {}): Finding => ({
  ...failure(reads, expected, more),
  path,
  isValue: true,
});

/** A key whose value cannot be shown. */
export const unreadValue = (path: string, seen: string, expected: string): Finding => ({
  ...failure(seen, expected, { path }),
  isUnread: true,
});

/** What is not as the stack configures it, although a run of it made it so; `pulumi up` corrects it. */
export const drifted = (seen: string): Finding => ({ severity: "warning", seen });

/** What is not as the stack configures it, and was perhaps never made. */
export const perhapsNew = (seen: string): Finding => ({ ...drifted(seen), mayBeNew: true });

/** As a sentence that names the key. */
export function sentenceOf({ path, seen, isValue }: Finding): string {
  return isValue ? `${path ?? ""} is ${seen}` : seen;
}

/** A finding for which a run is refused. @param remedy for one that has none of its own. @default - none */
export function problemOf(finding: Finding, general?: string): Problem {
  const { path = "", seen, isUnread, expected = "", remedy } = finding;
  const fix = remedy ?? general;
  const found = isUnread ? {} : { found: seen };
  return { path, ...found, expected: fix === undefined ? expected : `${expected}. ${fix}` };
}

/** A finding for which a command ends. */
export const errorOf = ({ path = "", seen, expected = "" }: Finding): UserError =>
  new UserError(`${path}: ${seen}; expected: ${expected}`);
