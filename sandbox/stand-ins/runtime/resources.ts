/**
 * The kinds that stand-ins work with: group, version, plural and scope, so that no discovery is needed for them.
 */
import type { FreeObject, KubeObject } from "./objects.js";

/** Where objects of one kind live on the API server. */
export interface Resource<T extends KubeObject = FreeObject> {
  /** `""` for the core group. */
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
  readonly namespaced: boolean;
  /** Never set: it carries the type of the objects. */
  readonly objects?: T;
}

/** `group/version`, or `v1` for the core group. */
export function apiVersionOf({ group, version }: Resource<KubeObject>): string {
  return group === "" ? version : `${group}/${version}`;
}

/** Declares a resource. */
export function resource<T extends KubeObject = FreeObject>(
  groupVersion: string,
  kind: string,
  plural: string,
  scope: "Namespaced" | "Cluster" = "Namespaced",
): Resource<T> {
  const slash = groupVersion.indexOf("/");
  return {
    group: slash < 0 ? "" : groupVersion.slice(0, slash),
    version: groupVersion.slice(slash + 1),
    plural,
    kind,
    namespaced: scope === "Namespaced",
  };
}

/** A ConfigMap. */
export interface ConfigMap extends KubeObject {
  data?: Record<string, string>;
  binaryData?: Record<string, string>;
}

/** A Secret; values of `data` are base64. */
export interface Secret extends KubeObject {
  type?: string;
  data?: Record<string, string>;
  stringData?: Record<string, string>;
}

export const namespaces = resource<KubeObject>("v1", "Namespace", "namespaces", "Cluster");
export const configMaps = resource<ConfigMap>("v1", "ConfigMap", "configmaps");
export const secrets = resource<Secret>("v1", "Secret", "secrets");
export const mutatingWebhookConfigurations = resource(
  "admissionregistration.k8s.io/v1",
  "MutatingWebhookConfiguration",
  "mutatingwebhookconfigurations",
  "Cluster",
);
export const validatingWebhookConfigurations = resource(
  "admissionregistration.k8s.io/v1",
  "ValidatingWebhookConfiguration",
  "validatingwebhookconfigurations",
  "Cluster",
);
