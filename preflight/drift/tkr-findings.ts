import type { LiveObject } from "../../clients/live-object.js";
import type { ManagementReader } from "../../clients/management-cluster.js";
import { osImageKind, packageKind } from "../../clients/resource-kinds.js";
import { compatibilityConfigMapName, packageName, tkrName } from "../../config/tkr-version.js";
import { readTkr } from "../../environment/facts/tkr.js";
import { drifted, type Finding } from "../../environment/finding.js";
import { usability } from "../../environment/judgements/tkr.js";
import { listedVersions } from "../../manifests/compatibility-config-map.js";
import { systemNamespace } from "../../manifests/kubernetes-object.js";

/** What is not as it was made, by the resource that makes it. */
export interface TkrFindings {
  /** The compatibility ConfigMap. */
  readonly configMap: readonly Finding[];
  readonly package: readonly Finding[];
  /** The TanzuKubernetesRelease with what belongs to it. */
  readonly release: readonly Finding[];
}

export const noTkrFindings: TkrFindings = { configMap: [], package: [], release: [] };

/** What there is of several TKrs and of what they are installed from. */
export function tkrObjects(
  cluster: ManagementReader,
  versions: readonly string[],
): Promise<readonly LiveObject[]> {
  const references = versions.flatMap((version) => [
    `configmaps/${compatibilityConfigMapName(version)}`,
    `${packageKind}/${packageName(version)}`,
    `tanzukubernetesreleases.run.tanzu.vmware.com/${tkrName(version)}`,
    `clusterbootstraptemplates.run.tanzu.vmware.com/${tkrName(version)}`,
  ]);
  return cluster.getAll(references, systemNamespace);
}

/** Looks at several TKrs by two calls. */
export async function tkrFindings(
  cluster: ManagementReader,
  versions: readonly string[],
): Promise<Map<string, TkrFindings>> {
  const [objects, images] = await Promise.all([tkrObjects(cluster, versions), cluster.list(osImageKind)]);
  return new Map(versions.map((version) => [version, judgeTkr(version, objects, images)]));
}

/**
 * @param objects what exists of the ConfigMaps, Packages, TKrs and ClusterBootstrapTemplates
 * @param images every OSImage
 * @returns no findings for a TKr of which nothing is there: it is still to be installed
 */
export function judgeTkr(
  version: string,
  objects: readonly LiveObject[],
  images: readonly LiveObject[],
): TkrFindings {
  const find = (kind: string, name: string) =>
    objects.find((object) => object.kind === kind && object.metadata.name === name);
  const configMap = find("ConfigMap", compatibilityConfigMapName(version));
  const carvelPackage = find("Package", packageName(version));
  const tkr = find("TanzuKubernetesRelease", tkrName(version));
  const template = find("ClusterBootstrapTemplate", tkrName(version));
  if (!configMap && !carvelPackage && !tkr && !template) return noTkrFindings;
  const absent = (kind: string, name: string) => drifted(`there is no ${kind} ${name}`);
  return {
    configMap: configMapFindings(configMap, version),
    package: carvelPackage ? [] : [absent("Package", `${systemNamespace}/${packageName(version)}`)],
    release: [
      ...(tkr ? releaseFindings(tkr, images) : [absent("TanzuKubernetesRelease", tkrName(version))]),
      ...(template ? [] : [absent("ClusterBootstrapTemplate", `${systemNamespace}/${tkrName(version)}`)]),
    ],
  };
}

function configMapFindings(configMap: LiveObject | undefined, version: string): Finding[] {
  const name = `${systemNamespace}/${compatibilityConfigMapName(version)}`;
  if (!configMap) return [drifted(`there is no ConfigMap ${name}`)];
  return listedVersions(configMap.data?.tkrVersions).includes(version)
    ? []
    : [drifted(`ConfigMap ${name} does not list ${version}`)];
}

function releaseFindings(tkr: LiveObject, images: readonly LiveObject[]): Finding[] {
  const read = readTkr(tkr);
  const missing = read.osImages.filter((name) => !images.some(({ metadata }) => metadata.name === name));
  return [...usability(read), ...missing.map((name) => drifted(`there is no OSImage ${name}`))];
}
