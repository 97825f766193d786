/**
 * The smallest Pulumi program that a person could write for the page: the objects of objects.json in its directory, each
 * a resource, in their order. The rows that were measured with Pulumi are about the engine, its Kubernetes plugin and the
 * controllers, not about this project's own program.
 */
import { readFileSync } from "node:fs";
import * as kubernetes from "@pulumi/kubernetes";
import type { CustomResourceOptions, Resource } from "@pulumi/pulumi";

/** One resource of the program. */
export interface Declared {
  /** Name in Pulumi. */
  readonly name: string;
  /** The manifest. */
  readonly object: {
    readonly apiVersion: string;
    readonly kind: string;
    readonly metadata: { readonly name: string; readonly namespace?: string };
  } & Readonly<Record<string, unknown>>;
  /** A patch of an object that the stack does not own. @default false */
  readonly patch?: boolean;
  /** How long its creation may take, e.g. "3s". @default the plugin's */
  readonly createTimeout?: string;
}

/** What objects.json holds. */
export interface Declarations {
  /** Path of the kubeconfig. */
  readonly kubeconfig: string;
  readonly serverSideApply: boolean;
  /** What a rebuild is triggered by: the Secret carries it, the Cluster is replaced with the Secret. @default none */
  readonly rebuildDigest?: string;
  /** Each depends on the one before. */
  readonly resources: readonly Declared[];
}

const { kubeconfig, serverSideApply, rebuildDigest, resources } = JSON.parse(
  readFileSync("objects.json", "utf8"),
) as Declarations;

const provider = new kubernetes.Provider("management-cluster", {
  kubeconfig,
  enableServerSideApply: serverSideApply,
});

/** Options of a rebuild; this project's own components replace the Cluster with an anchor, where there may be no Secret. */
function rebuildOptions(kind: string, before: Resource | undefined): CustomResourceOptions {
  if (rebuildDigest === undefined) return {};
  const trigger =
    kind === "Cluster" && before ? { replaceWith: [before] } : { replacementTrigger: rebuildDigest };
  return { deleteBeforeReplace: true, ...trigger };
}

resources.reduce<Resource | undefined>((before, { name, object, patch, createTimeout }) => {
  const options: CustomResourceOptions = {
    provider,
    ...rebuildOptions(object.kind, before),
    ...(before && { dependsOn: [before] }),
    ...(createTimeout !== undefined && { customTimeouts: { create: createTimeout, delete: "10m" } }),
  };
  if (patch === true) return new kubernetes.apiextensions.CustomResourcePatch(name, object, options);
  if (object.kind === "Secret") {
    return new kubernetes.core.v1.Secret(name, object as kubernetes.core.v1.SecretArgs, options);
  }
  return new kubernetes.apiextensions.CustomResource(name, object, options);
}, undefined);
