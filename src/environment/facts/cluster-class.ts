/** ClusterClasses: which TKrs they select. */
import type { LiveObject } from "../../clients/live-object.js";
import { resolveTkrAnnotation, writtenAnnotation } from "../../manifests/kubernetes-object.js";

export interface ClusterClassFacts {
  readonly name: string;
  readonly namespace: string;
  /** Selector of the TKrs that a Cluster of it may get; undefined where it has none, so that no TKr is looked for. */
  readonly selector: string | undefined;
  /** Whether this product ever wrote to it. */
  readonly isWritten: boolean;
}

export function readClusterClass({ metadata }: LiveObject): ClusterClassFacts {
  const { name, namespace = "", annotations = {} } = metadata;
  return {
    ...{ name, namespace },
    selector: annotations[resolveTkrAnnotation],
    isWritten: annotations[writtenAnnotation] !== undefined,
  };
}
