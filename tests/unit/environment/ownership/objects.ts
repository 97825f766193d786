import type { LiveObject } from "../../../../src/clients/live-object.js";
import type { RecordedResource, StackView } from "../../../../src/environment/judgements/standing.js";

export const ours = "tkg-edge/site-0042";
export const theirs = "tkg-edge/site-0041";

type Metadata = Partial<LiveObject["metadata"]>;

export function object(kind: string, uid: string, mark?: string, metadata: Metadata = {}): LiveObject {
  const annotations: Record<string, string> = mark === undefined ? {} : { "tkg-edge/made-by": mark };
  return { kind, metadata: { name: "edge", namespace: "default", uid, annotations, ...metadata } };
}

const types: Readonly<Record<string, string>> = {
  Secret: "kubernetes:core/v1:Secret",
  Cluster: "kubernetes:cluster.x-k8s.io/v1beta1:Cluster",
};

/** The state's record of an object. @param uid of the object at that time */
export function recordOf({ kind = "", metadata }: LiveObject, uid = metadata.uid): RecordedResource {
  const { name, namespace } = metadata;
  const type = types[kind] ?? `kubernetes:example/v1:${kind}`;
  return {
    urn: `urn:pulumi:site-0042::tkg-edge::tkg-edge:index:X$${type}::resource-${name}`,
    type,
    outputs: { kind, metadata: { name, namespace, uid } },
  };
}

/** The state's record of a resource that is no Kubernetes object. */
export function record(name: string): RecordedResource {
  const type = "command:local:Command";
  return { urn: `urn:pulumi:site-0042::tkg-edge::tkg-edge:index:X$${type}::${name}`, type, outputs: {} };
}

export function view(...records: readonly RecordedResource[]): StackView {
  return { mark: ours, records };
}
