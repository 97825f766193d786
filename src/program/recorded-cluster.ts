/** What this stack's state holds of a management cluster: the providers that reach it and the objects on it. */
import type {
  KnownCluster,
  RecordedCluster,
  RecordedObject,
} from "../environment/judgements/management-identity.js";
import type { StateResource } from "./own-state.js";
import { isOnWorkloadCluster } from "./workload-objects.js";

export function recordedCluster(state: readonly StateResource[]): RecordedCluster {
  const onManagement = state.filter((resource) => !isOnWorkloadCluster(resource));
  return { clusters: onManagement.flatMap(clusterOf), objects: onManagement.flatMap(objectOf) };
}

function clusterOf({ type, outputs }: StateResource): KnownCluster[] {
  if (type !== "pulumi:providers:kubernetes") return [];
  const { clusterIdentifier, kubeconfig, context } = outputs;
  const uid = text(clusterIdentifier);
  return [
    {
      ...(uid !== undefined && { uid }),
      kubeconfig: placeOf(text(kubeconfig)),
      context: text(context) ?? "(current)",
    },
  ];
}

/** A kubeconfig that refers to files next to it is recorded as its text, which may hold keys. */
function placeOf(kubeconfig: string | undefined): string {
  if (kubeconfig === undefined) return "(ambient)";
  return kubeconfig.trimStart().startsWith("{") ? "(recorded as text)" : kubeconfig;
}

function objectOf({ type, outputs }: StateResource): RecordedObject[] {
  if (!type.startsWith("kubernetes:")) return [];
  const metadata = (outputs.metadata ?? {}) as Readonly<Record<string, unknown>>;
  const [apiVersion, kind] = [text(outputs.apiVersion), text(outputs.kind)];
  const [name, uid] = [text(metadata.name), text(metadata.uid)];
  if (apiVersion === undefined || kind === undefined || name === undefined || uid === undefined) return [];
  return [{ apiVersion, kind, name, namespace: text(metadata.namespace), uid }];
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
