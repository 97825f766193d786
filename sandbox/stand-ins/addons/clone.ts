/**
 * Gives a Cluster its own copies of what a ClusterBootstrap's packages take their values from: config objects and Secrets
 * of tkg-system become `<cluster>-<package>-package` in the Cluster's namespace, owned by the Cluster.
 */
import { dump } from "js-yaml";
import { isConflict } from "../runtime/kube-error.js";
import { ownerReferenceTo, withOwner, type FreeObject, type KubeObject } from "../runtime/objects.js";
import { secrets, type Resource, type Secret } from "../runtime/resources.js";
import { apiVersionOf } from "../runtime/resources.js";
import type { StandInContext } from "../stand-in.js";
import {
  clusters,
  labels,
  packages,
  systemNamespace,
  type BootstrapPackage,
  type Cluster,
} from "../tkg/api.js";

/** The type of Secrets that hold a package's values. */
const managedSecretType = "clusterbootstrap-secret";

/** An object that was cloned or found, with the kind it is of. */
export interface Held {
  readonly kind: Resource;
  readonly object: FreeObject;
}

/** The short name of a package, e.g. "antrea" of "antrea.tanzu.vmware.com". */
export function shortName(refName: string): string {
  return refName.split(".")[0] ?? refName;
}

/** A package's name as a label value. */
export function packageLabel(refName: string): string {
  return refName
    .replaceAll("+", "---")
    .slice(0, 63)
    .replace(/[_.-]+$/, "");
}

/** An owner reference to a Cluster. Objects of a list or a watch lack their kind, so it is given here. */
export function clusterOwner(cluster: Cluster, extra: { controller?: true; blockOwnerDeletion?: true } = {}) {
  return ownerReferenceTo({ ...cluster, apiVersion: apiVersionOf(clusters), kind: clusters.kind }, extra);
}

/** Clones what the packages refer to and points them, in place, at the clones. Returns the clones. */
export async function cloneSources(
  context: StandInContext,
  cluster: Cluster,
  entries: readonly BootstrapPackage[],
): Promise<Held[]> {
  const clones: Held[] = [];
  for (const entry of entries) {
    if (entry.valuesFrom === undefined) continue;
    const { inline, secretRef, providerRef } = entry.valuesFrom;
    // The Package contains its short name; it must exist in tkg-system, which every namespace sees.
    const { refName } = (
      await context.client.read(packages, { namespace: systemNamespace, name: entry.refName })
    ).spec;
    const name = `${cluster.metadata.name}-${shortName(refName)}-package`;
    const metadata = {
      name,
      namespace: cluster.metadata.namespace ?? "",
      labels: {
        [labels.addonPackageName]: packageLabel(entry.refName),
        [labels.addonClusterName]: cluster.metadata.name,
      },
      ownerReferences: [clusterOwner(cluster)],
    };
    const secret = { apiVersion: "v1", kind: "Secret", metadata, type: managedSecretType };
    if (inline !== undefined) {
      const object: Secret = { ...secret, stringData: { "values.yaml": dump(inline) } };
      clones.push(await createOrLabel(context, secrets, object));
    } else if (secretRef !== undefined && secretRef !== "") {
      const source = await context.client.read(secrets, { namespace: systemNamespace, name: secretRef });
      const object: Secret = { ...secret, ...(source.data && { data: source.data }) };
      clones.push(await createOrLabel(context, secrets, object));
      entry.valuesFrom.secretRef = name;
    } else if (providerRef !== undefined) {
      const kind = await providerKind(context, providerRef);
      const source = await context.client.read(kind, { namespace: systemNamespace, name: providerRef.name });
      const { apiVersion, kind: kindName, spec } = source;
      clones.push(
        await createOrLabel(context, kind, { apiVersion, kind: kindName, metadata, spec } as FreeObject),
      );
      providerRef.name = name;
    }
  }
  return clones;
}

/**
 * Writes the values that packages are given inline to their Secrets, as often as they change; packages that were added to
 * a running cluster get theirs here.
 */
export async function followInline(
  context: StandInContext,
  cluster: Cluster,
  entries: readonly BootstrapPackage[],
): Promise<void> {
  for (const entry of entries) {
    const inline = entry.valuesFrom?.inline;
    if (inline === undefined) continue;
    const values = dump(inline);
    for (const { kind, object } of await cloneSources(context, cluster, [entry])) {
      const { data } = object as Secret;
      if (data?.["values.yaml"] === Buffer.from(values).toString("base64")) continue;
      await context.client.patch<KubeObject>(kind, object, {
        ...object,
        stringData: { "values.yaml": values },
      } as Secret);
    }
  }
}

/** The kind that a providerRef names. @throws Error when the API server does not know it. */
export async function providerKind(
  { client }: StandInContext,
  reference: { readonly apiGroup?: string; readonly kind: string },
): Promise<Resource> {
  const { apiGroup = "", kind } = reference;
  const found = await client.findResource(apiGroup, kind);
  if (found === undefined) throw new Error(`unable to find server preferred resource ${apiGroup}/${kind}`);
  return found;
}

/** Adds an owner to objects that are there. */
export async function addOwner(
  { client }: StandInContext,
  held: readonly Held[],
  owner: Parameters<typeof withOwner>[1],
): Promise<void> {
  for (const { kind, object } of held) {
    const { namespace, name } = object.metadata;
    const current = await client.read(kind, { namespace, name });
    const ownerReferences = withOwner(current.metadata.ownerReferences, owner);
    await client.patch(kind, current, { ...current, metadata: { ...current.metadata, ownerReferences } });
  }
}

async function createOrLabel(
  { client }: StandInContext,
  kind: Resource<KubeObject>,
  wanted: KubeObject,
): Promise<Held> {
  const free = kind as Resource;
  try {
    return { kind: free, object: await client.create(free, wanted as FreeObject) };
  } catch (error) {
    if (!isConflict(error)) throw error;
  }
  const { namespace, name, labels: wantedLabels, ownerReferences = [] } = wanted.metadata;
  const current = await client.read(free, { namespace, name });
  const metadata = {
    ...current.metadata,
    labels: { ...current.metadata.labels, ...wantedLabels },
    ownerReferences: ownerReferences.reduce(withOwner, current.metadata.ownerReferences ?? []),
  };
  return { kind: free, object: await client.patch(free, current, { ...current, metadata }) };
}
