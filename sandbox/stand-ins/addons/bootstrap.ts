/**
 * The ClusterBootstrap of a Cluster: made from the TKr's template, adopted if one exists, or moved to another
 * TKr. Afterwards it names its TKr in its status and is owned by the Cluster.
 */
import { isTerminating, keyOf, ownerReferenceTo, type FreeObject } from "../runtime/objects.js";
import { apiVersionOf } from "../runtime/resources.js";
import type { StandInContext } from "../stand-in.js";
import {
  annotations,
  clusterBootstraps,
  clusterBootstrapTemplates,
  labels,
  packages,
  systemNamespace,
  tanzuKubernetesReleases,
  type BootstrapSpec,
  type Cluster,
  type ClusterBootstrap,
  type ClusterBootstrapTemplate,
} from "../tkg/api.js";
import { completeRefNames, packagesOf, withMissingFields } from "../tkg/bootstrap-defaults.js";
import {
  addOwner,
  cloneSources,
  clusterOwner,
  packageLabel,
  providerKind,
  shortName,
  type Held,
} from "./clone.js";

/** The ClusterBootstrap as it is to be; undefined when there is none to work with (paused, being deleted, user's own to come). */
export async function ensureBootstrap(
  context: StandInContext,
  cluster: Cluster,
  tkrName: string,
): Promise<ClusterBootstrap | undefined> {
  const { client, log } = context;
  const template = await client.get(clusterBootstrapTemplates, { namespace: systemNamespace, name: tkrName });
  if (template === undefined) throw new Error(`no ClusterBootstrapTemplate ${systemNamespace}/${tkrName}`);
  const existing = await client.get(clusterBootstraps, keyOf(cluster));
  if (existing === undefined) {
    if (cluster.metadata.annotations?.[annotations.customClusterBootstrap] !== undefined) return undefined;
    log(`creating ClusterBootstrap of ${cluster.metadata.name} from template ${tkrName}`);
    return create(context, cluster, template, tkrName);
  }
  if (existing.spec.paused === true || isTerminating(existing)) return undefined;
  const resolved = existing.status?.resolvedTKR ?? "";
  if (resolved === tkrName) return existing;
  if (resolved === "") {
    log(`adopting ClusterBootstrap of ${cluster.metadata.name}`);
    return adopt(context, cluster, existing, tkrName);
  }
  log(`moving ClusterBootstrap of ${cluster.metadata.name} from TKr ${resolved} to ${tkrName}`);
  return move(context, cluster, existing, template, tkrName);
}

async function create(
  context: StandInContext,
  cluster: Cluster,
  template: ClusterBootstrapTemplate,
  tkrName: string,
): Promise<ClusterBootstrap> {
  const spec = structuredClone(template.spec);
  const clones = await cloneSources(context, cluster, packagesOf(spec));
  const { name, namespace = "" } = cluster.metadata;
  const created = await context.client.create(clusterBootstraps, {
    apiVersion: apiVersionOf(clusterBootstraps),
    kind: clusterBootstraps.kind,
    metadata: { name, namespace, ownerReferences: [controllingOwner(cluster)] },
    spec,
  });
  await addOwner(context, clones, bootstrapOwner(created));
  return setResolved(context, created, tkrName);
}

async function adopt(
  context: StandInContext,
  cluster: Cluster,
  existing: ClusterBootstrap,
  tkrName: string,
): Promise<ClusterBootstrap> {
  let spec: BootstrapSpec = structuredClone(existing.spec);
  const fromTkr = existing.metadata.annotations?.[annotations.addMissingFields];
  let toClone = packagesOf(spec).filter(({ valuesFrom }) => valuesFrom?.inline !== undefined);
  if (fromTkr !== undefined) {
    const key = { namespace: systemNamespace, name: fromTkr };
    const template = structuredClone((await context.client.read(clusterBootstrapTemplates, key)).spec);
    if (existing.metadata.annotations?.[annotations.unmanagedCni] !== undefined) delete template.cni;
    const lacking = new Set(
      packagesOf(spec)
        .filter(({ valuesFrom }) => valuesFrom === undefined)
        .map(({ refName }) => refName),
    );
    spec = structuredClone(withMissingFields(spec, template, { valuesFrom: true }));
    toClone = packagesOf(spec).filter(
      ({ refName, valuesFrom }) =>
        valuesFrom !== undefined && (lacking.has(refName) || valuesFrom.inline !== undefined),
    );
  }
  const clones = await cloneSources(context, cluster, toClone);
  const providers = await readProviders(context, existing.metadata.namespace ?? "", spec);
  await addOwner(context, providers, clusterOwner(cluster));
  await labelCniProvider(context, cluster, spec, providers);
  const metadata = { ...existing.metadata, ownerReferences: [controllingOwner(cluster)] };
  const updated = await context.client.patch(
    clusterBootstraps,
    existing,
    { ...existing, metadata, spec },
    { lock: true },
  );
  await addOwner(context, [...clones, ...providers], bootstrapOwner(updated));
  return setResolved(context, updated, fromTkr ?? tkrName);
}

async function move(
  context: StandInContext,
  cluster: Cluster,
  existing: ClusterBootstrap,
  template: ClusterBootstrapTemplate,
  tkrName: string,
): Promise<ClusterBootstrap> {
  const { client } = context;
  const tkr = await client.read(tanzuKubernetesReleases, { name: tkrName });
  const spec = structuredClone(existing.spec);
  const added = structuredClone(template.spec);
  // Names go to the new TKr's versions of the same packages; the user's values stay.
  if (spec.cni !== undefined) spec.cni.refName = `${shortName(spec.cni.refName)}.*`;
  completeRefNames(tkr, spec);
  for (const part of ["kapp", "csi", "cpi"] as const) {
    const [own, fresh] = [spec[part], added[part]];
    if (own !== undefined && fresh !== undefined) own.refName = fresh.refName;
  }
  for (const entry of spec.additionalPackages ?? []) {
    const { refName } = (await client.read(packages, { namespace: systemNamespace, name: entry.refName }))
      .spec;
    const successor = (tkr.spec.bootstrapPackages ?? []).find(({ name }) => name.startsWith(`${refName}.`));
    if (successor !== undefined) entry.refName = successor.name;
  }
  const known = new Set(packagesOf(spec).map(({ refName }) => refName));
  const fresh = (added.additionalPackages ?? []).filter(({ refName }) => !known.has(refName));
  const clones = await cloneSources(context, cluster, fresh);
  if (fresh.length > 0) spec.additionalPackages = [...(spec.additionalPackages ?? []), ...fresh];
  const updated = await client.patch(clusterBootstraps, existing, { ...existing, spec }, { lock: true });
  await addOwner(context, clones, bootstrapOwner(updated));
  return setResolved(context, updated, tkrName);
}

/** The config objects that the packages refer to. @throws KubeError when one is not there: the user made it, or must. */
async function readProviders(
  context: StandInContext,
  namespace: string,
  spec: BootstrapSpec,
): Promise<Held[]> {
  const held: Held[] = [];
  for (const { valuesFrom } of packagesOf(spec)) {
    if (valuesFrom?.providerRef === undefined) continue;
    const kind = await providerKind(context, valuesFrom.providerRef);
    const object = await context.client.read(kind, { namespace, name: valuesFrom.providerRef.name });
    held.push({ kind, object });
  }
  return held;
}

async function labelCniProvider(
  { client }: StandInContext,
  cluster: Cluster,
  spec: BootstrapSpec,
  providers: readonly Held[],
): Promise<void> {
  const cni = spec.cni?.valuesFrom?.providerRef;
  const provider = providers.find(
    ({ object }) => object.kind === cni?.kind && object.metadata.name === cni.name,
  );
  if (spec.cni === undefined || provider === undefined) return;
  const { namespace, name } = provider.object.metadata;
  const current: FreeObject = await client.read(provider.kind, { namespace, name });
  const added = {
    [labels.addonPackageName]: packageLabel(spec.cni.refName),
    [labels.addonClusterName]: cluster.metadata.name,
  };
  const metadata = { ...current.metadata, labels: { ...current.metadata.labels, ...added } };
  await client.patch(provider.kind, current, { ...current, metadata });
}

function setResolved(
  { client }: StandInContext,
  bootstrap: ClusterBootstrap,
  tkrName: string,
): Promise<ClusterBootstrap> {
  const status = { ...bootstrap.status, resolvedTKR: tkrName };
  return client.patch(clusterBootstraps, bootstrap, { ...bootstrap, status }, { subresource: "status" });
}

function controllingOwner(cluster: Cluster) {
  return clusterOwner(cluster, { controller: true, blockOwnerDeletion: true });
}

function bootstrapOwner(bootstrap: ClusterBootstrap) {
  const typed = { ...bootstrap, apiVersion: apiVersionOf(clusterBootstraps), kind: clusterBootstraps.kind };
  return ownerReferenceTo(typed, { controller: true, blockOwnerDeletion: true });
}
