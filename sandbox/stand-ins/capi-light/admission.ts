// Cluster API's defaulting and validation of Clusters, as far as a single-node user meets it.
// Its own words are not imitated: the real ones are met in the full profile.
import { isRecord } from "../runtime/objects.js";
import type { AdmissionAnswer, AdmissionRequest, StandInContext, Webhook } from "../stand-in.js";
import { clusterClasses, definitionsOf, type Cluster, type ClusterClass } from "./kinds.js";
import { checkVariables, defaultVariables, type Problem } from "./variables.js";

const rules = [
  {
    apiGroups: ["cluster.x-k8s.io"],
    apiVersions: ["v1beta1"],
    operations: ["CREATE", "UPDATE"],
    resources: ["clusters"],
  },
] as const;

/** Webhooks under the names of Cluster API's own. */
export const clusterWebhooks: readonly Webhook[] = [
  {
    type: "mutating",
    configuration: "capi-mutating-webhook-configuration",
    name: "default.cluster.cluster.x-k8s.io",
    path: "/mutate-cluster-x-k8s-io-v1beta1-cluster",
    rules,
    handle: defaultCluster,
  },
  {
    type: "validating",
    configuration: "capi-validating-webhook-configuration",
    name: "validation.cluster.cluster.x-k8s.io",
    path: "/validate-cluster-x-k8s-io-v1beta1-cluster",
    rules,
    handle: validateCluster,
  },
];

async function defaultCluster(request: AdmissionRequest, context: StandInContext): Promise<AdmissionAnswer> {
  const cluster = structuredClone(request.object) as unknown as Cluster;
  const topology = cluster.spec?.topology;
  if (!topology) return { kind: "allow" };
  if (!topology.version.startsWith("v")) topology.version = `v${topology.version}`;
  const found = await classOf(cluster, request, context);
  if (!found) return noClass(cluster, request);
  const undefinedOnes = checkVariables(topology.variables ?? [], definitionsOf(found)).filter(isUndefined);
  if (undefinedOnes.length > 0) return invalid(cluster, undefinedOnes);
  topology.variables = defaultVariables(topology.variables ?? [], definitionsOf(found));
  return { kind: "mutate", object: cluster };
}

/** Defaulting refuses variables that the class does not define, before any other webhook is called. */
const isUndefined = ({ field }: Problem) => field.endsWith("].name");

async function validateCluster(request: AdmissionRequest, context: StandInContext): Promise<AdmissionAnswer> {
  const cluster = request.object as unknown as Cluster;
  const before = request.oldObject as unknown as Cluster | null | undefined;
  const topology = cluster.spec?.topology;
  if (!topology) {
    if (!before?.spec?.topology) return { kind: "allow" };
    return invalid(cluster, [{ field: "spec.topology", text: "a topology cannot be removed" }]);
  }
  if (cluster.metadata.deletionTimestamp) return { kind: "allow" };
  const found = await classOf(cluster, request, context);
  if (!found) return noClass(cluster, request);
  const problems = [
    ...versionProblems(topology.version, before?.spec?.topology?.version),
    ...checkVariables(topology.variables ?? [], definitionsOf(found)),
  ];
  return problems.length > 0 ? invalid(cluster, problems) : { kind: "allow" };
}

/** The class must be in the Cluster's own namespace. */
async function classOf(
  cluster: Cluster,
  request: AdmissionRequest,
  context: StandInContext,
): Promise<ClusterClass | undefined> {
  const name = cluster.spec?.topology?.class ?? "";
  return context.client.get(clusterClasses, { namespace: request.namespace, name });
}

function noClass(cluster: Cluster, request: AdmissionRequest): AdmissionAnswer {
  const name = cluster.spec?.topology?.class ?? "";
  const text = `there is no ClusterClass "${name}" in namespace "${request.namespace ?? ""}"`;
  return invalid(cluster, [{ field: "spec.topology.class", text }]);
}

const semver = /^v(\d+)\.(\d+)\.(\d+)/;

/** A version must be one, must not go down, and must not skip a minor. */
export function versionProblems(version: string, before: string | undefined): Problem[] {
  const field = "spec.topology.version";
  const now = parse(version);
  if (!now) return [{ field, text: `"${version}" is not a semantic version` }];
  const old = before === undefined ? undefined : parse(before);
  if (!old) return [];
  const order = now.findIndex((part, index) => part !== old[index]);
  if (order >= 0 && (now[order] ?? 0) < (old[order] ?? 0)) {
    return [{ field, text: `cannot go down from ${before ?? ""} to ${version}` }];
  }
  const skips = now[0] === old[0] && (now[1] ?? 0) > (old[1] ?? 0) + 1;
  return skips ? [{ field, text: `cannot skip a minor version from ${before ?? ""} to ${version}` }] : [];
}

function parse(version: string): number[] | undefined {
  return semver.exec(version)?.slice(1).map(Number);
}

function invalid(cluster: Cluster, problems: readonly Problem[]): AdmissionAnswer {
  const name = cluster.metadata.name;
  const lines = problems.map(({ field, text }) => `${field}: ${text}`);
  const message = `Cluster.cluster.x-k8s.io "${name}" is invalid: ${lines.join("; ")}`;
  return {
    kind: "refuse",
    status: {
      code: 422,
      reason: "Invalid",
      message,
      details: {
        group: "cluster.x-k8s.io",
        kind: "Cluster",
        name,
        causes: problems.map(({ field, text }) => ({ reason: "FieldValueInvalid", field, message: text })),
      },
    },
  };
}

/** The value of a Cluster's variable, when it is an object. */
export function objectVariable(cluster: Cluster, name: string): Record<string, unknown> | undefined {
  const value = cluster.spec?.topology?.variables?.find((variable) => variable.name === name)?.value;
  return isRecord(value) ? value : undefined;
}
