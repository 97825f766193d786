/** Which Clusters use an API address. Two with one address take the Kubernetes API away from each other. */
import { conditionOf, type LiveObject } from "../clients/live-object.js";
import type { Problem } from "../config/problem.js";
import type { SiteSpec } from "../config/stack-spec.js";
import { endpointAnnotation, endpointVariable } from "../manifests/cluster.js";

interface ClusterSpec {
  readonly controlPlaneEndpoint?: { readonly host?: string };
  readonly topology?: {
    readonly variables?: readonly { readonly name?: string; readonly value?: unknown }[];
  };
}

/** The address that a Cluster has, and the ones that it asks for: TKG reads the annotation, the class the variable. */
export function endpointsOf({ metadata, spec }: LiveObject): readonly string[] {
  const { controlPlaneEndpoint, topology } = (spec ?? {}) as ClusterSpec;
  const variable = topology?.variables?.find(({ name }) => name === endpointVariable)?.value;
  const all: readonly unknown[] = [
    controlPlaneEndpoint?.host,
    metadata.annotations?.[endpointAnnotation],
    variable,
  ];
  return all.filter((address): address is string => typeof address === "string" && address !== "");
}

/** Other Clusters that use an address. */
export interface OtherUsers {
  /** Those that had it first: all of them, unless the own Cluster uses it already. */
  readonly first: readonly LiveObject[];
  /** Those that came after the own Cluster, which has nothing to fear but their nodes. */
  readonly later: readonly LiveObject[];
}

/**
 * @param own name and namespace of the Cluster for which this is checked
 * @param clusters every Cluster of the management cluster
 */
export function otherUsers(
  own: { readonly name: string; readonly namespace: string },
  address: string,
  clusters: readonly LiveObject[],
): OtherUsers {
  const isOwn = ({ metadata }: LiveObject) =>
    metadata.name === own.name && metadata.namespace === own.namespace;
  const users = clusters.filter((cluster) => endpointsOf(cluster).includes(address));
  const self = users.find(isOwn);
  const others = users.filter((cluster) => !isOwn(cluster));
  return {
    first: others.filter((other) => !self || isElder(other, self)),
    later: others.filter((other) => self && !isElder(other, self)),
  };
}

/**
 * Whether a Cluster was created before another. Of the same second, the unit of creation times, one that was ready is the
 * elder, then the one with the smaller UID.
 */
export function isElder(a: LiveObject, b: LiveObject): boolean {
  const [one = "", other = ""] = [a.metadata.creationTimestamp, b.metadata.creationTimestamp];
  if (one !== other) return one < other;
  if (wasReady(a) !== wasReady(b)) return wasReady(a);
  return (a.metadata.uid ?? "") < (b.metadata.uid ?? "");
}

/** Whether a Cluster's API was ever up. Cluster API never takes the first of these conditions back. */
export function wasReady(cluster: LiveObject): boolean {
  const signs = ["ControlPlaneInitialized", "ControlPlaneReady", "Ready"];
  return signs.some((type) => conditionOf(cluster, type)?.status === "True");
}

export const fullName = ({ metadata }: LiveObject): string => `${metadata.namespace ?? ""}/${metadata.name}`;

/** @param clusters every Cluster of the management cluster */
export function endpointProblems(
  site: Pick<SiteSpec, "name" | "namespace" | "controlPlaneEndpoint">,
  clusters: readonly LiveObject[],
): Problem[] {
  const address = site.controlPlaneEndpoint;
  const { first } = otherUsers(site, address, clusters);
  if (first.length === 0) return [];
  return [
    {
      path: "tkg-edge:site.controlPlaneEndpoint",
      found: `"${address}", which the Cluster ${first.map(fullName).join(", ")} uses`,
      expected:
        "an address of this site's own. If you renamed this site, destroy the stack with the old name first",
    },
  ];
}
