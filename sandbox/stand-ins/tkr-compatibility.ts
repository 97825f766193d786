/**
 * Stands in for the compatibility part of the TKr source controller: the condition Compatible of each TKr.
 *
 * Compatible is what `bom-metadata` lists for the management cluster's TKG version, and what any ConfigMap in tkg-system
 * with the label `run.tanzu.vmware.com/additional-compatible-tkrs` lists. Those ConfigMaps are read but **not watched**: one
 * that comes late changes nothing until an event on the TKr, on `bom-metadata` or on the management Cluster's annotations
 * (measured C.5).
 */
import { load } from "js-yaml";
import { Controller } from "./runtime/controller.js";
import { isRecord, isTerminating, sameJson } from "./runtime/objects.js";
import { configMaps } from "./runtime/resources.js";
import type { StandIn, StandInContext } from "./stand-in.js";
import { clusters, labels, systemNamespace, tanzuKubernetesReleases } from "./tkg/api.js";
import { withCondition } from "./tkg/conditions.js";

const bomMetadata = { namespace: systemNamespace, name: "bom-metadata" };

export const tkrCompatibility: StandIn = {
  name: "stand-in:tkr-compatibility",
  standsInFor: "tkr-source-controller-manager of TKG 2.2.0 (tkr_compatibility)",
  async start(context) {
    const { informer, log, signal } = context;
    const tkrs = informer(tanzuKubernetesReleases);
    const controller = new Controller({
      name: "tkr_compatibility",
      reconcile: (key) => setCompatible(context, key),
      log,
      signal,
    });
    const enqueueAll = (): void => {
      for (const tkr of tkrs.list()) controller.enqueue(tkr.metadata.name);
    };
    tkrs.onChange(({ type, object }) => {
      if (type !== "delete") controller.enqueue(object.metadata.name);
    });
    informer(clusters).onChange(({ object, old }) => {
      if (object.metadata.labels?.[labels.managementCluster] === undefined) return;
      if (!sameJson(object.metadata.annotations, old?.metadata.annotations)) enqueueAll();
    });
    // Of the ConfigMaps only this one counts: see above.
    informer(configMaps, bomMetadata).onChange(enqueueAll);
    await Promise.all([tkrs.synced(), informer(clusters).synced()]);
  },
};

async function setCompatible(context: StandInContext, name: string): Promise<undefined> {
  const { client, informer, faults } = context;
  const tkr = informer(tanzuKubernetesReleases).get({ name });
  if (tkr === undefined || isTerminating(tkr)) return;
  const compatible =
    faults().tkrIncompatible !== true && (await compatibleVersions(context)).has(tkr.spec.version);
  const conditions = withCondition(
    tkr.status?.conditions,
    compatible
      ? { type: "Compatible", status: "True" }
      : { type: "Compatible", status: "False", severity: "Warning" },
  );
  await client.patch(
    tanzuKubernetesReleases,
    tkr,
    { ...tkr, status: { ...tkr.status, conditions } },
    { subresource: "status", lock: true },
  );
}

async function compatibleVersions(context: StandInContext): Promise<Set<string>> {
  const { client, log } = context;
  const result = new Set(await versionsOfManagementCluster(context));
  const additional = await client.list(configMaps, {
    namespace: systemNamespace,
    labelSelector: labels.additionalCompatibleTkrs,
  });
  for (const configMap of additional.items) {
    if (isTerminating(configMap)) continue;
    const versions = parseYaml(configMap.data?.tkrVersions ?? "");
    if (Array.isArray(versions) && versions.every((item) => typeof item === "string")) {
      for (const version of versions) result.add(version);
    } else if (versions !== null) {
      log(
        `ConfigMap ${systemNamespace}/${configMap.metadata.name}: data.tkrVersions is no list of versions; ignored`,
      );
    }
  }
  return result;
}

/** What `bom-metadata` lists for the TKG version that the management Cluster is annotated with. */
async function versionsOfManagementCluster({ client, informer }: StandInContext): Promise<string[]> {
  const tkgVersion = informer(clusters)
    .list()
    .filter(({ metadata }) => metadata.labels?.[labels.managementCluster] !== undefined)
    .map(({ metadata }) => metadata.annotations?.TKGVERSION)
    .find((version) => version !== undefined);
  if (tkgVersion === undefined) return [];
  const configMap = await client.get(configMaps, bomMetadata);
  const encoded = configMap?.binaryData?.compatibility;
  const metadata =
    encoded === undefined ? undefined : parseYaml(Buffer.from(encoded, "base64").toString("utf8"));
  const entries = isRecord(metadata) ? metadata.managementClusterVersions : undefined;
  if (!Array.isArray(entries)) return [];
  const entry: unknown = entries.find((item) => isRecord(item) && item.version === tkgVersion);
  const versions = isRecord(entry) ? entry.supportedKubernetesVersions : undefined;
  return Array.isArray(versions) ? versions.filter((item) => typeof item === "string") : [];
}

/** The parsed text; null for an empty one; undefined when it cannot be read. */
function parseYaml(text: string): unknown {
  try {
    return load(text) ?? null;
  } catch {
    return undefined;
  }
}
