/** What `pulumi up` would do to a site, in one word, and why. */
import type { RebuildWindows } from "../../config/rebuild-windows/fields.js";

/**
 * In the order in which they matter:
 * - `unreachable`: its management cluster or vCenter does not answer; `invalid`: its configuration is wrong.
 * - `refused`: `pulumi up` would stop before it changes anything.
 * - `REBUILD`: the cluster is destroyed and created again; `roll`: Cluster API replaces its VM.
 * - `create`; `adopt`: an existing Cluster is taken over; `in place`; `drifted`: others changed it.
 * - `unknown`: only the state of the stack can tell.
 *
 * Of two versions that are compared (`against/`) alone: `renamed`, the site of another stack has the same Cluster; `removed`, the
 * site is no longer in the fleet. What only the existing objects can tell is `unknown` there.
 */
export const words = [
  ...(["unreachable", "invalid", "refused", "REBUILD", "roll", "create", "adopt", "renamed"] as const),
  ...(["removed", "in place", "drifted", "unknown", "nothing"] as const),
] as const;

export type Word = (typeof words)[number];

/** Without those that only a comparison of two versions has. */
export const liveWords = words.filter((word) => word !== "renamed" && word !== "removed");

/** A changed key with its texts, or a sentence. */
export interface Reason {
  /** Config key, field of an object, or a sentence without its full stop. */
  readonly what: string;
  readonly from?: string;
  readonly to?: string;
}

/** The windows of a site that is to be rebuilt. */
export interface RebuildWindow extends RebuildWindows {
  /** When the next one opens (ISO 8601, UTC). @default - one is open, or none opens within three weeks */
  readonly opensAt?: string;
  /** Why the rebuild may not start now. @default - it may */
  readonly closed?: string;
}

export interface Verdict {
  readonly word: Word;
  readonly reasons: readonly Reason[];
  /** What is also applied, or was also found. */
  readonly also: readonly Reason[];
  /** When the rebuild may start. @default - at any time, or nothing is rebuilt */
  readonly window?: RebuildWindow | undefined;
}

export const verdict = (
  word: Word,
  reasons: readonly (Reason | string)[] = [],
  also: readonly (Reason | string)[] = [],
): Verdict => ({ word, reasons: reasons.map(asReason), also: also.map(asReason) });

const asReason = (reason: Reason | string): Reason =>
  typeof reason === "string" ? { what: reason } : reason;
