/**
 * Stands in for the object propagation controller: ClusterClass and its templates are copied from tkg-system to every
 * namespace that is not excluded.
 *
 * Copies are overwritten when the source changes, when this controller starts, and when any namespace is created or
 * relabelled; an edit of a copy alone is noticed by nobody until then (measured C.1). Keys that the source loses stay in
 * the copies (measured C.3).
 */
import { Controller } from "./runtime/controller.js";
import { isRecord, isTerminating, sameJson, type FreeObject } from "./runtime/objects.js";
import { namespaces, resource, type Resource } from "./runtime/resources.js";
import { Selector } from "./runtime/selector.js";
import type { StandIn, StandInContext } from "./stand-in.js";
import { systemNamespace } from "./tkg/api.js";

/** Namespaces that get no copies, as the vendor's package for vSphere has it. */
export const targetNamespaces = Selector.parse(
  "!cluster.x-k8s.io/provider, kubernetes.io/metadata.name notin (cert-manager, kube-node-lease, kube-public, " +
    "kube-system, tanzu-auth, tkg-system-public, tkg-system-telemetry, tkr-system, avi-system, " +
    "tkg-system-networking, secretgen-controller)",
);

interface Propagated {
  readonly kind: Resource;
  readonly selector: Selector;
}

const unowned = Selector.parse("!topology.cluster.x-k8s.io/owned");
const propagated: readonly Propagated[] = [
  {
    kind: resource("cluster.x-k8s.io/v1beta1", "ClusterClass", "clusterclasses"),
    selector: Selector.everything,
  },
  {
    kind: resource(
      "controlplane.cluster.x-k8s.io/v1beta1",
      "KubeadmControlPlaneTemplate",
      "kubeadmcontrolplanetemplates",
    ),
    selector: Selector.everything,
  },
  {
    kind: resource("bootstrap.cluster.x-k8s.io/v1beta1", "KubeadmConfigTemplate", "kubeadmconfigtemplates"),
    selector: unowned,
  },
  {
    kind: resource(
      "infrastructure.cluster.x-k8s.io/v1beta1",
      "VSphereClusterTemplate",
      "vsphereclustertemplates",
    ),
    selector: Selector.everything,
  },
  {
    kind: resource(
      "infrastructure.cluster.x-k8s.io/v1beta1",
      "VSphereMachineTemplate",
      "vspheremachinetemplates",
    ),
    selector: unowned,
  },
];

export const objectPropagation: StandIn = {
  name: "stand-in:object-propagation",
  standsInFor: "object-propagation-controller-manager of TKG 2.2.0",
  async start(context) {
    const { informer, log, signal } = context;
    const resyncs = propagated.map((entry) => {
      const { kind, selector } = entry;
      const sources = informer(kind, { namespace: systemNamespace });
      const controller = new Controller({
        name: `object_propagator_${kind.kind}`,
        reconcile: (name) => propagateAll(context, entry, name),
        log,
        signal,
      });
      sources.onChange(({ object }) => {
        if (selector.matches(object.metadata.labels)) controller.enqueue(object.metadata.name);
      });
      return () => {
        for (const source of sources.list()) {
          if (selector.matches(source.metadata.labels)) controller.enqueue(source.metadata.name);
        }
      };
    });
    informer(namespaces).onChange(({ type, object, old }) => {
      if (type === "delete" || isTerminating(object)) return;
      if (old !== undefined && sameJson(old.metadata.labels, object.metadata.labels)) return;
      if (targetNamespaces.matches(object.metadata.labels)) for (const resync of resyncs) resync();
    });
    await informer(namespaces).synced();
    await Promise.all(propagated.map(({ kind }) => informer(kind, { namespace: systemNamespace }).synced()));
  },
};

async function propagateAll(context: StandInContext, { kind }: Propagated, name: string): Promise<undefined> {
  const { informer, log } = context;
  const source = informer(kind, { namespace: systemNamespace }).get({ namespace: systemNamespace, name });
  const failures: string[] = [];
  for (const { metadata } of informer(namespaces).list()) {
    if (metadata.name === systemNamespace || metadata.deletionTimestamp !== undefined) continue;
    if (!targetNamespaces.matches(metadata.labels)) continue;
    try {
      await propagate(context, kind, metadata.name, name, source);
    } catch (error) {
      failures.push(`to ${metadata.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (failures.length > 0) throw new Error(failures.join("; "));
  log(`${kind.kind} ${name} is ${source === undefined ? "gone from" : "in"} all target namespaces`);
}

async function propagate(
  { client }: StandInContext,
  kind: Resource,
  namespace: string,
  name: string,
  source: FreeObject | undefined,
): Promise<void> {
  if (source === undefined || isTerminating(source)) {
    await client.delete(kind, { namespace, name });
    return;
  }
  const target = await client.get(kind, { namespace, name });
  if (target === undefined) await client.create(kind, copyInto(undefined, source, namespace));
  else await client.patch(kind, target, copyInto(target, source, namespace));
}

/**
 * The copy of `source` for a namespace: everything but identity and owners, labels and annotations laid over those the
 * target has, values that name the source namespace renamed to the target's.
 */
export function copyInto(target: FreeObject | undefined, source: FreeObject, namespace: string): FreeObject {
  const { metadata, ...content } = source;
  const { name, labels, annotations } = metadata;
  const own = target?.metadata;
  const renamed = renameValues(content, systemNamespace, namespace) as Omit<FreeObject, "metadata">;
  return {
    ...target,
    ...renamed,
    metadata: {
      ...own,
      name,
      namespace,
      labels: laidOver(own?.labels, labels, namespace),
      annotations: laidOver(own?.annotations, annotations, namespace),
      ownerReferences: undefined,
    },
    ...(target !== undefined && "status" in target && { status: target.status }),
  } as unknown as FreeObject;
}

function laidOver(
  own: object | undefined,
  source: object | undefined,
  namespace: string,
): object | undefined {
  if (source === undefined) return own;
  return { ...own, ...(renameValues(source, systemNamespace, namespace) as object) };
}

function renameValues(value: unknown, from: string, to: string): unknown {
  if (value === from) return to;
  if (Array.isArray(value)) return value.map((item) => renameValues(item, from, to));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, renameValues(item, from, to)]));
}
