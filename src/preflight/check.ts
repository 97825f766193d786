/** A live check: one question to the environment of a stack, with what its answer means to the user. */
import type { StackSpec } from "../config/stack-spec.js";
import type { Finding } from "../environment/finding.js";
import type { CheckContext } from "./check-context.js";
import type { RebuildQuestion } from "./new-cluster.js";

/** What a check covers; the report is in this order. */
export const groups = ["tools", "management cluster", "vCenter", "registry", "site"] as const;
export type Group = (typeof groups)[number];

export type Section = keyof Omit<StackSpec, "connection">;

/** A question that changes nothing. */
export interface Check {
  /** Short name in kebab case, by which it is skipped. */
  readonly name: string;
  readonly group: Group;
  /** What goes wrong later when this is wrong. */
  readonly why: string;
  /** How to fix it, in general. */
  readonly remedy: string;
  /** Checks without whose success this one could only repeat their cause. */
  readonly needs: readonly string[];
  /** It is made for a stack with at least one of these. */
  readonly sections: readonly Section[];
  /**
   * Which previews make it too: every one of a site, or those of a site that has no Cluster yet. A Cluster that runs proves the
   * rest, and is never held up by it. `apart`: every preview finds the same by what it reads for other purposes. @default - none
   */
  readonly preview?: "always" | "new site" | "apart";
  /** What the gate before a rebuild checks too, for the Cluster to be created. @default - nothing */
  readonly rebuild?: RebuildQuestion;
  /** What the gate checks before a running Cluster is rolled to another version. @default - nothing */
  readonly roll?: RebuildQuestion;
  /** How long it may take. @default 30 */
  readonly timeoutSeconds?: number;
  /** Runs the check. An error that it throws is reported as a failure. */
  run(context: CheckContext): Promise<Finding | readonly Finding[]>;
}
