/** How the run of a site ended. */

/**
 * - `done`: the site is as configured.
 * - `failed`: `pulumi` failed, or took too long.
 * - `stopped`: the engine would replace or delete a Cluster that the plan did not announce; nothing was changed.
 * - `deferred`: the site cannot be reached.
 * - `cancelled`: the user ended its run.
 */
export const outcomes = ["done", "failed", "stopped", "deferred", "cancelled"] as const;
export type Outcome = (typeof outcomes)[number];

export interface SiteEnd {
  readonly outcome: Outcome;
  /** Whether a deferred site was reached, and only the words of its failure look like an outage: a second time it has failed. */
  readonly isGuess?: boolean | undefined;
  /** Why, line by line; empty for one that is done. */
  readonly reasons: readonly string[];
  /** File with what `pulumi` printed. @default - it was not started */
  readonly output?: string | undefined;
}
