/** What this stack's state holds of a management cluster: the providers that reach it and the objects on it. */
import * as z from "zod";
import { readAs, text } from "../environment/facts/lenient.js";
import { readRecorded } from "../environment/facts/recorded-object.js";
import type {
  KnownCluster,
  RecordedCluster,
  RecordedObject,
} from "../environment/judgements/management-identity.js";
import type { StateResource } from "./own-state.js";

const providerInputs = z.object({ clusterIdentifier: text, kubeconfig: text, context: text });

export function recordedCluster(state: readonly StateResource[]): RecordedCluster {
  return { clusters: state.flatMap(clusterOf), objects: state.flatMap(objectOf) };
}

function clusterOf({ type, outputs }: StateResource): KnownCluster[] {
  if (type !== "pulumi:providers:kubernetes") return [];
  const { clusterIdentifier: uid, kubeconfig, context = "(current)" } = readAs(providerInputs, outputs);
  return [{ ...(uid !== undefined && { uid }), kubeconfig: placeOf(kubeconfig), context }];
}

/** A kubeconfig that refers to files next to it is recorded as its text, which may hold keys. */
function placeOf(kubeconfig: string | undefined): string {
  if (kubeconfig === undefined) return "(ambient)";
  return kubeconfig.trimStart().startsWith("{") ? "(recorded as text)" : kubeconfig;
}

function objectOf({ type, outputs }: StateResource): RecordedObject[] {
  if (!type.startsWith("kubernetes:")) return [];
  const { apiVersion, kind, name, namespace, uid } = readRecorded(outputs);
  if (apiVersion === undefined || kind === undefined || name === undefined || uid === undefined) return [];
  return [{ apiVersion, kind, name, namespace, uid }];
}
