/** What `pulumi up` applies of a site, and what of it the live objects do not have. */
import type { LiveObject } from "../../clients/live-object.js";
import { kindsBeside } from "../../environment/facts/site-objects.js";
import { unmetFields, type UnmetField } from "../../environment/judgements/unmet-fields.js";
import { appliedClusterMetadata } from "../../manifests/applied-cluster.js";
import { ownedBy, forcePatch } from "../../manifests/applied-metadata.js";
import { clusterBootstrap, configuredPackages, packageConfigs } from "../../manifests/cluster-bootstrap.js";
import { recordedToolVersion } from "../../manifests/cluster-record.js";
import { cluster as clusterManifest } from "../../manifests/cluster.js";
import { credentialsSecret } from "../../manifests/credentials-secret.js";
import type { KubernetesObject } from "../../manifests/kubernetes-object.js";
import type { SeenSite } from "./seen-site.js";

export interface Comparison {
  /** Fields of configured values. */
  readonly fields: readonly (UnmetField & { readonly kind: string })[];
  /** Annotations that this product keeps for itself. */
  readonly records: readonly string[];
  /** Kinds of objects that are not there. */
  readonly missing: readonly string[];
  /** What could not be compared, in sentences. */
  readonly unread: readonly string[];
}

/** Annotations of this product and of its provider, which configure nothing. */
const isRecord = ({ field }: UnmetField): boolean =>
  /^metadata\.annotations\.(tkg-edge|pulumi\.com)\//.test(field);

/** @param live the site's Cluster */
export function compareObjects(seen: SeenSite, live: LiveObject): Comparison {
  const byKind = new Map(seen.beside.map((object) => [object.kind ?? "", object]));
  const { objects, unread } = besideOf(seen);
  const pairs = [
    { applied: appliedCluster(seen, live), found: live },
    ...objects.map((applied) => ({ applied, found: byKind.get(applied.kind) })),
  ];
  const unmet = pairs.flatMap(({ applied, found }) =>
    found ? unmetFields(applied, found).map((field) => ({ ...field, kind: applied.kind })) : [],
  );
  return {
    fields: unmet.filter((field) => !isRecord(field)),
    records: unmet.filter(isRecord).map(({ kind, field }) => `${kind} ${field}`),
    missing: pairs.flatMap(({ applied, found }) => (found ? [] : [applied.kind])),
    unread,
  };
}

function appliedCluster({ site, vcenter, stack, toolVersion }: SeenSite, live: LiveObject) {
  const manifest = clusterManifest(site, vcenter);
  const version = recordedToolVersion(site, vcenter.server, live.metadata.annotations, toolVersion);
  return { ...manifest, metadata: appliedClusterMetadata(manifest, site, stack, version) };
}

function besideOf(seen: SeenSite): Pick<Comparison, "unread"> & { objects: readonly KubernetesObject[] } {
  const { site, stack, tkr, secretsUnread } = seen;
  const { cni, cpi } = configuredPackages(site);
  const hasSecret = kindsBeside(site).includes("Secret");
  const isNamed = tkr !== undefined && tkr.packages.length > 0;
  const objects: readonly KubernetesObject[] = [
    ...(hasSecret && secretsUnread === undefined ? [credentialsSecret(site.name, site.namespace)] : []),
    ...packageConfigs(site),
    ...((cni || cpi) && isNamed ? [clusterBootstrap(site, tkr.packages)] : []),
  ];
  return {
    objects: objects.map((object) => ({
      ...object,
      metadata: forcePatch(ownedBy(object.metadata, stack), site.adopt),
    })),
    unread: [
      ...(hasSecret && secretsUnread !== undefined ? [`its Secret was not read: ${secretsUnread}`] : []),
      ...((cni || cpi) && !isNamed
        ? [`its ClusterBootstrap was not compared, because TKr ${site.tkrVersion} shows no packages`]
        : []),
    ],
  };
}
