/**
 * TKr resolution: from a Cluster's version and selectors to one TKr and one OS image for its control plane and each of
 * its machine deployments. Pure; the webhook gives it the known TKrs and images.
 *
 * The rules: the Cluster's annotation replaces the class's; the wanted version must be a prefix label of the
 * TKr; an exact name narrows to it; among the TKrs that have matching images the newest wins; exactly one image must match.
 */
import { Selector } from "../runtime/selector.js";
import {
  annotations,
  unwantedLabels,
  type Cluster,
  type ClusterClass,
  type OsImage,
  type TanzuKubernetesRelease,
  type TopologyMetadata,
} from "./api.js";
import { compareVersions, versionLabel } from "./versions.js";

/** What is requested for the control plane or one machine deployment. */
export interface OsImageQuery {
  readonly versionPrefix: string;
  readonly tkrSelector: Selector;
  readonly osImageSelector: Selector;
}

/** Undefined parts are resolved already and are skipped. */
export interface Query {
  controlPlane: OsImageQuery | undefined;
  machineDeployments: (OsImageQuery | undefined)[];
}

/** The newest TKr found and all that matched; `tkr` is undefined when none did. */
export interface OsImageResult {
  readonly tkr: TanzuKubernetesRelease | undefined;
  /** By TKr name. */
  readonly osImagesByTkr: ReadonlyMap<string, readonly OsImage[]>;
}

export interface Result {
  readonly controlPlane: OsImageResult | undefined;
  readonly machineDeployments: readonly (OsImageResult | undefined)[];
}

/** TKrs and OS images, augmented (tkg/augment.ts). */
export interface Known {
  readonly tkrs: readonly TanzuKubernetesRelease[];
  readonly osImages: ReadonlyMap<string, OsImage>;
}

/**
 * The query of a Cluster; undefined when neither Cluster nor class has the `resolve-tkr` annotation, which turns
 * resolution off.
 * @throws Error for a selector that cannot be read or an unknown machine deployment class.
 */
export function constructQuery(cluster: Cluster, clusterClass: ClusterClass): Query | undefined {
  const topology = cluster.spec.topology;
  const tkrSelector = selectorOf(annotations.resolveTkr, cluster.metadata, clusterClass.metadata);
  if (tkrSelector === undefined || topology === undefined) return undefined;
  const query = (
    own: TopologyMetadata | undefined,
    fromClass: TopologyMetadata | undefined,
  ): OsImageQuery => ({
    versionPrefix: topology.version,
    tkrSelector,
    osImageSelector: selectorOf(annotations.resolveOsImage, own, fromClass) ?? Selector.everything,
  });
  return {
    controlPlane: query(topology.controlPlane?.metadata, clusterClass.spec.controlPlane?.metadata),
    machineDeployments: (topology.workers?.machineDeployments ?? []).map((deployment) => {
      const known = clusterClass.spec.workers?.machineDeployments ?? [];
      const found = known.find((candidate) => candidate.class === deployment.class);
      if (found === undefined) {
        throw new Error(`machineDeployment refers to non-existent MD class '${deployment.class}'`);
      }
      return query(deployment.metadata, found.template?.metadata);
    }),
  };
}

/** Answers a query. All parts must agree on the TKrs. */
export function resolve(query: Query, known: Known): Result {
  const details = [query.controlPlane, ...query.machineDeployments].map(
    (part) => part && matchingImages(part, known),
  );
  const requested = details.filter((part) => part !== undefined);
  const common = (name: string): boolean => requested.every((part) => part.has(name));
  const [controlPlane, ...machineDeployments] = details.map((part) => {
    if (part === undefined) return undefined;
    const osImagesByTkr = new Map([...part].filter(([name]) => common(name)));
    const candidates = known.tkrs.filter((tkr) => osImagesByTkr.has(tkr.metadata.name));
    const newest = [...candidates].sort((a, b) => compareVersions(a.spec.version, b.spec.version)).pop();
    return { tkr: newest, osImagesByTkr };
  });
  return { controlPlane, machineDeployments };
}

/** The one OS image of a result; undefined when there is none or more than one. */
export function chosenImage(result: OsImageResult): OsImage | undefined {
  const images = result.tkr === undefined ? [] : (result.osImagesByTkr.get(result.tkr.metadata.name) ?? []);
  return images.length === 1 ? images[0] : undefined;
}

/** The text of a denial, or undefined if every requested part has its image (measured B, rows of (r)). */
export function unresolvedText(cluster: Cluster, query: Query, result: Result): string | undefined {
  const unresolved = (part: OsImageResult | undefined): boolean =>
    part !== undefined && chosenImage(part) === undefined;
  const controlPlane = unresolved(result.controlPlane);
  const names = (cluster.spec.topology?.workers?.machineDeployments ?? [])
    .filter((_, index) => unresolved(result.machineDeployments[index]))
    .map(({ name }) => name);
  if (!controlPlane && names.length === 0) return undefined;
  return (
    `could not resolve TKR/OSImage for ${controlPlane ? "controlPlane, " : ""}machineDeployments: [${names.join(" ")}], ` +
    `query: {controlPlane: ${printQuery(query.controlPlane)}, machineDeployments: [${query.machineDeployments.map(printQuery).join(" ")}]}, ` +
    `result: {controlPlane: ${printResult(result.controlPlane)}, machineDeployments: [${result.machineDeployments.map(printResult).join(" ")}]}`
  );
}

function matchingImages(query: OsImageQuery, known: Known): Map<string, OsImage[]> {
  const tkrSelector = query.tkrSelector.requiring({
    absent: unwantedLabels,
    present: [versionLabel(query.versionPrefix)],
  });
  const osImageSelector = query.osImageSelector.requiring({ absent: unwantedLabels });
  let candidates = known.tkrs.filter((tkr) => tkrSelector.matches(tkr.metadata.labels));
  const exact = candidates.filter((tkr) => tkr.metadata.name === versionLabel(query.versionPrefix));
  if (exact.length > 0) candidates = exact;
  const result = new Map<string, OsImage[]>();
  for (const tkr of candidates) {
    const images = (tkr.spec.osImages ?? [])
      .map(({ name }) => known.osImages.get(name))
      .filter((image) => image !== undefined)
      .filter((image) => osImageSelector.matches(image.metadata.labels));
    if (images.length > 0) result.set(tkr.metadata.name, images);
  }
  return result;
}

function selectorOf(
  annotation: string,
  own: TopologyMetadata | undefined,
  fromClass: TopologyMetadata | undefined,
): Selector | undefined {
  const text = own?.annotations?.[annotation] ?? fromClass?.annotations?.[annotation];
  if (text === undefined) return undefined;
  try {
    return Selector.parse(text);
  } catch (error) {
    throw new Error(
      `error parsing selector: '${text}': ${error instanceof Error ? error.message : String(error)}`,
      {
        cause: error,
      },
    );
  }
}

function printQuery(query: OsImageQuery | undefined): string {
  if (query === undefined) return "nil";
  const { versionPrefix, tkrSelector, osImageSelector } = query;
  return `{k8sVersionPrefix: '${versionPrefix}', tkrSelector: '${tkrSelector.toString()}', osImageSelector: '${osImageSelector.toString()}'}`;
}

function printResult(result: OsImageResult | undefined): string {
  if (result === undefined) return "nil";
  const images = [...result.osImagesByTkr]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, list]) => `${name}:[${list.map(({ metadata }) => metadata.name).join(" ")}]`);
  return `{k8sVersion: '${result.tkr?.spec.kubernetes.version ?? ""}', tkrName: '${result.tkr?.metadata.name ?? ""}', osImagesByTKR: map[${images.join(" ")}]}`;
}
