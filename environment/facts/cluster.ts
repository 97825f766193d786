/** Clusters of a management cluster, as far as judgements need them. */
import * as z from "zod";
import { conditionOf, type LiveObject } from "../../clients/live-object.js";
import { endpointAnnotation, endpointVariable } from "../../manifests/cluster.js";
import { entries, lenient, text } from "./lenient.js";

export interface ClusterFacts {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  /** RFC 3339, to the second; empty where it is not known. */
  readonly createdAt: string;
  /** Variables of its topology by their names. */
  readonly variables: ReadonlyMap<string, unknown>;
  /** The address that it has, and those that it asks for: TKG reads the annotation, the class the variable. */
  readonly endpoints: readonly string[];
  /** Whether its API was ever up. */
  readonly wasReady: boolean;
}

const clusterSpec = z.object({
  controlPlaneEndpoint: lenient(z.object({ host: text })),
  topology: lenient(z.object({ variables: entries(z.object({ name: z.string(), value: z.unknown() })) })),
});

export function readCluster(object: LiveObject): ClusterFacts {
  const { name, namespace = "", uid = "", creationTimestamp = "", annotations } = object.metadata;
  const { controlPlaneEndpoint, topology } = clusterSpec.parse(object.spec ?? {});
  const variables = new Map((topology?.variables ?? []).map((one) => [one.name, one.value]));
  const addresses = [
    controlPlaneEndpoint?.host,
    annotations?.[endpointAnnotation],
    variables.get(endpointVariable),
  ];
  return {
    ...{ name, namespace, uid, createdAt: creationTimestamp, variables },
    endpoints: addresses.filter(
      (address): address is string => typeof address === "string" && address !== "",
    ),
    wasReady: wasReady(object),
  };
}

/** Cluster API never takes the first of these conditions back. */
const signs = ["ControlPlaneInitialized", "ControlPlaneReady", "Ready"];

export function wasReady(cluster: LiveObject): boolean {
  return signs.some((type) => conditionOf(cluster, type)?.status === "True");
}

/** `namespace/name` */
export const fullName = ({ namespace, name }: Pick<ClusterFacts, "name" | "namespace">): string =>
  `${namespace}/${name}`;
