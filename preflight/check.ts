/** What a live check is: one question to the environment of a stack, with what its answer means to the person who asks. */
import type { Problem } from "../config/problem.js";
import type { StackSpec } from "../config/stack-spec.js";
import type { Surroundings } from "./surroundings.js";

/** Where a check looks; the report is in this order. */
export const groups = ["tools", "management cluster", "vCenter", "registry", "site"] as const;
export type Group = (typeof groups)[number];

export type Section = keyof Omit<StackSpec, "connection">;

/** One thing that a check saw. */
export interface Finding {
  readonly severity: "ok" | "warning" | "failure" | "skipped";
  /** Config key that it is about, where there is one. */
  readonly path?: string;
  /** What was seen; for a skipped one, why it could not be. */
  readonly seen: string;
  /** What is expected in its place. */
  readonly expected?: string;
  /** How to mend it, where that differs from the check's own advice. */
  readonly mend?: string;
}

/** A question that changes nothing. */
export interface Check {
  /** Short name in kebab case, by which it is skipped. */
  readonly name: string;
  readonly group: Group;
  /** What goes wrong later when this is wrong. */
  readonly why: string;
  /** How to mend it, in general. */
  readonly mend: string;
  /** Checks without whose success this one could only repeat their cause. */
  readonly needs: readonly string[];
  /** It is made for a stack with at least one of these. */
  readonly sections: readonly Section[];
  /** How long it may take. @default 30 */
  readonly timeoutSeconds?: number;
  /** Asks. An error that it throws is reported as a failure. */
  run(surroundings: Surroundings): Promise<Finding | readonly Finding[]>;
}

export const ok = (seen: string): Finding => ({ severity: "ok", seen });

/** What could not be asked, and why that is nobody's fault. */
export const skipped = (why: string): Finding => ({ severity: "skipped", seen: why });

export const failure = (
  seen: string,
  expected: string,
  more: Pick<Finding, "path" | "mend"> = {},
): Finding => ({
  severity: "failure",
  seen,
  expected,
  ...more,
});

export const warning = (
  seen: string,
  expected: string,
  more: Pick<Finding, "path" | "mend"> = {},
): Finding => ({
  severity: "warning",
  seen,
  expected,
  ...more,
});

/** A problem as the program reports it at preview. */
export const fromProblem = ({ path, found, expected }: Problem): Finding =>
  failure(found === undefined ? `${path} is not right` : `${path} is ${found}`, expected, { path });
