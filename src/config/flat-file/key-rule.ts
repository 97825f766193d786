import type { ValueReader } from "./value-readers.js";

/** What becomes of a flat key. */
export type KeyRule = MappedKey | CombinedKey | CheckedKey | IgnoredKey;

/** It is one key of ours. */
export interface MappedKey {
  readonly kind: "mapped";
  /** Section and path: `site.machine.numCPUs`; or a secret: `vcenterPassword`. */
  readonly to: string;
  readonly read: ValueReader;
}

/** It makes a key of ours together with others. */
export interface CombinedKey {
  readonly kind: "combined";
  readonly to: string;
  /** How, in a few words, for the documentation. */
  readonly how: string;
}

/** It must have certain values, or a single-node cluster cannot provide it. */
export interface CheckedKey {
  readonly kind: "checked";
  readonly accepts: (value: string) => boolean;
  /** What is expected, for the error. */
  readonly expected: string;
  /** What `convert` makes of other values, where it edits instead of refusing. */
  readonly edit?: FlatEdit;
}

/** One of the vendor page's three edits, or that of the load balancer, which is made only with its option. */
export interface FlatEdit {
  readonly kind: "page" | "load balancer";
  readonly text: string;
}

/** It has no effect on a single-node cluster, or none that a stack could give it. */
export interface IgnoredKey {
  readonly kind: "ignored";
  readonly reason: string;
}
