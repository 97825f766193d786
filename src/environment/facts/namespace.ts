/** Namespaces. */
import type { LiveObject } from "../../clients/live-object.js";

export interface NamespaceFacts {
  /** Whether it is being deleted, so that nothing can be created in it. */
  readonly isLeaving: boolean;
}

export const readNamespace = ({ metadata }: LiveObject): NamespaceFacts => ({
  isLeaving: metadata.deletionTimestamp !== undefined,
});
