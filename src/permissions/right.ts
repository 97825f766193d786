/** A right on the management cluster, as the role of a login has it. */
import type { StackSpec } from "../config/stack-spec.js";

/** What a login is for. */
export const purposes = ["management", "template", "site", "read-only"] as const;
export type Purpose = (typeof purposes)[number];

export type Verb = "get" | "list" | "watch" | "create" | "patch" | "delete";

/**
 * Where a right holds: in all namespaces and for what is in none (`cluster`), in the namespace of a site (`site`), or in
 * one of the namespaces of TKG.
 */
export type Scope = "cluster" | "site" | "tkg-system" | "capv-system";

/** What a stack has that needs a right which others do not need. */
export interface Condition {
  /** Ends the sentence "only for a stack with ...". */
  readonly text: string;
  readonly isMet: (spec: StackSpec) => boolean;
}

export interface Right {
  readonly scope: Scope;
  /** As kubectl takes them: `clusters.cluster.x-k8s.io`; `secrets` for the core API. */
  readonly kinds: readonly string[];
  readonly verbs: readonly Verb[];
  /** Names of the only objects. @default - all of the scope */
  readonly names?: readonly string[];
  /** Which calls need it, as a sentence without its full stop. */
  readonly why: string;
  /** @default - every stack of the purpose needs it */
  readonly only?: Condition;
  /** Whether it is used in rare cases alone, which `why` names, so that an ordinary run does not show it. @default false */
  readonly isRare?: true;
  /** Whether what uses it, however rare, never ends without it. @default false */
  readonly hangsWithout?: true;
}

/** Resource and API group of a kind as kubectl takes it. */
export function resourceOf(kind: string): { readonly resource: string; readonly group: string } {
  const [resource = "", ...group] = kind.split(".");
  return { resource, group: group.join(".") };
}
