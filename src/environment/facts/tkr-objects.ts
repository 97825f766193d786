/** What a tiny TKr consists of on a management cluster, and what it is installed from. */
import type { LiveObject } from "../../clients/live-object.js";
import type { ManagementReader } from "../../clients/management-cluster.js";
import { packageKind, tkrKind } from "../../clients/resource-kinds.js";
import { compatibilityConfigMapName, packageName, tkrName } from "../../config/tkr-version.js";
import { listedVersions } from "../../manifests/compatibility-config-map.js";
import { systemNamespace } from "../../manifests/kubernetes-object.js";
import { readTkr, type TkrFacts } from "./tkr.js";

/** What there is of several TKrs and of what they are installed from, by one call. */
export function tkrObjects(
  cluster: Pick<ManagementReader, "getAll">,
  versions: readonly string[],
): Promise<readonly LiveObject[]> {
  const references = versions.flatMap((version) => [
    `configmaps/${compatibilityConfigMapName(version)}`,
    `${packageKind}/${packageName(version)}`,
    `${tkrKind}/${tkrName(version)}`,
    `clusterbootstraptemplates.run.tanzu.vmware.com/${tkrName(version)}`,
  ]);
  return cluster.getAll(references, systemNamespace);
}

/** One TKr with what it is installed from; undefined is what is not there. */
export interface InstalledTkr {
  /** Versions that the compatibility ConfigMap lists. */
  readonly compatibleVersions: readonly unknown[] | undefined;
  readonly hasPackage: boolean;
  readonly tkr: TkrFacts | undefined;
  readonly hasBootstrapTemplate: boolean;
}

/** @param objects those of `tkrObjects` */
export function installedTkr(version: string, objects: readonly LiveObject[]): InstalledTkr {
  const find = (kind: string, name: string) =>
    objects.find((object) => object.kind === kind && object.metadata.name === name);
  const configMap = find("ConfigMap", compatibilityConfigMapName(version));
  const tkr = find("TanzuKubernetesRelease", tkrName(version));
  return {
    compatibleVersions: configMap && listedVersions(configMap.data?.tkrVersions),
    hasPackage: find("Package", packageName(version)) !== undefined,
    tkr: tkr && readTkr(tkr),
    hasBootstrapTemplate: find("ClusterBootstrapTemplate", tkrName(version)) !== undefined,
  };
}
