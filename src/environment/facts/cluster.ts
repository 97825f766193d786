/** Clusters of a management cluster, as far as judgements need them. */
import * as z from "zod";
import type { LiveObject } from "../../clients/live-object.js";
import { tkrLabel, versionOfTkr } from "../../config/tkr-version.js";
import { endpointAnnotation, endpointVariable } from "../../manifests/cluster.js";
import { readPart, type ClusterPart } from "./cluster-part.js";
import { isTrue } from "./conditions.js";
import { entries, lenient, readAs, text } from "./lenient.js";

export interface ClusterFacts extends ClusterPart {
  readonly namespace: string;
  /** RFC 3339, to the second; empty where it is not known. */
  readonly createdAt: string;
  /** Variables of its topology by their names. */
  readonly variables: ReadonlyMap<string, unknown>;
  /** The address that it has, and those that it requests: TKG reads the annotation, the class the variable. */
  readonly endpoints: readonly string[];
  /** Kubernetes version of its topology; undefined for a Cluster without one. */
  readonly version: string | undefined;
  /** Version of the TKr that TKG gave it. @default - it was not resolved yet */
  readonly tkrVersion: string | undefined;
  /** Name of its KubeadmControlPlane; undefined where it has none yet. */
  readonly controlPlane: string | undefined;
  /** Whether its API was ever up. */
  readonly wasReady: boolean;
}

const variable = z.object({ name: z.string(), value: z.unknown() });
const clusterSpec = z.object({
  controlPlaneEndpoint: lenient(z.object({ host: text })),
  controlPlaneRef: lenient(z.object({ name: text })),
  topology: lenient(z.looseObject({ variables: entries(variable), version: text })),
});

export function readCluster(object: LiveObject): ClusterFacts {
  const { namespace = "", creationTimestamp = "", annotations, labels } = object.metadata;
  const { controlPlaneEndpoint, controlPlaneRef, topology } = readAs(clusterSpec, object.spec);
  const variables = new Map((topology?.variables ?? []).map((one) => [one.name, one.value]));
  const addresses = [
    controlPlaneEndpoint?.host,
    annotations?.[endpointAnnotation],
    variables.get(endpointVariable),
  ];
  return {
    ...readPart(object),
    ...{ namespace, createdAt: creationTimestamp, variables },
    endpoints: addresses.filter(
      (address): address is string => typeof address === "string" && address !== "",
    ),
    version: topology?.version,
    tkrVersion: labels?.[tkrLabel] === undefined ? undefined : versionOfTkr(labels[tkrLabel]),
    controlPlane: controlPlaneRef?.name,
    wasReady: wasReady(object),
  };
}

const topologyClass = z.object({ topology: lenient(z.object({ class: text })) });

/** The ClusterClass that a Cluster is of; undefined for one without a topology. */
export const classNameOf = ({ spec }: LiveObject): string | undefined =>
  readAs(topologyClass, spec).topology?.class;

/** Cluster API never takes the first of these conditions back. */
const signs = ["ControlPlaneInitialized", "ControlPlaneReady", "Ready"];

export function wasReady(cluster: LiveObject): boolean {
  return signs.some((type) => isTrue(cluster, type));
}

/** Spec of a Cluster with the variables of its topology by their names: their order means nothing. */
export function comparableSpec(spec: LiveObject["spec"]): Record<string, unknown> {
  const { topology } = readAs(clusterSpec, spec);
  const variables = Object.fromEntries((topology?.variables ?? []).map(({ name, value }) => [name, value]));
  return { ...spec, topology: { ...topology, variables } };
}

/** `namespace/name` */
export const fullName = ({ namespace, name }: Pick<ClusterFacts, "name" | "namespace">): string =>
  `${namespace}/${name}`;

/** Label of the management cluster's own Cluster. */
const managementLabel = "cluster-role.tkg.tanzu.vmware.com/management";

/** Whether a Cluster is the one that describes its own management cluster. */
export const isManagementsOwn = ({ metadata }: LiveObject): boolean =>
  metadata.labels?.[managementLabel] !== undefined;
