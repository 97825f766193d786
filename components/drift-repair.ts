/**
 * Forces an update of resources that drifted from their recorded state: the engine does not read them again, and sees no
 * difference by itself.
 *
 * Each such resource has one input that records when and why it was last written. Without drift the input is ignored: it keeps the
 * value in the state, and there is no difference. With drift it gets a new value, which is a difference like any other: shown at
 * preview, applied by `up`.
 */
import type { CustomResourceOptions } from "@pulumi/pulumi";
import { reasonVariable, taskVariable } from "../src/contracts/variables.js";
import type { Finding } from "../src/environment/finding.js";
import { writtenAnnotation, type KubernetesObject } from "../src/manifests/kubernetes-object.js";

/** An input's value and the options that go with it. */
export interface DriftRepair {
  readonly value: string;
  readonly opts: CustomResourceOptions;
}

/** Of a command resource, which runs again in place. */
export function rerunOnDrift(found: readonly Finding[]): DriftRepair {
  if (found.length === 0) {
    return {
      value: "",
      opts: { ignoreChanges: [reasonVariable, taskVariable].map((name) => `environment.${name}`) },
    };
  }
  return { value: `${found.map(({ seen }) => seen).join("; ")} (${now()})`, opts: {} };
}

const writtenPath = `metadata.annotations["${writtenAnnotation}"]`;

/** For a patch: writes it again, in place. */
export function rewriteOnDrift(found: readonly Finding[]): DriftRepair {
  return { value: now(), opts: found.length === 0 ? { ignoreChanges: [writtenPath] } : {} };
}

/** For an object that nothing depends on by its UID: deletes it where it exists, and creates it again. */
export function replaceOnDrift<M extends KubernetesObject["metadata"]>(
  metadata: M,
  found: readonly Finding[],
): { readonly metadata: M; readonly opts: CustomResourceOptions } {
  const again = rewriteOnDrift(found);
  return {
    metadata: { ...metadata, annotations: { ...metadata.annotations, [writtenAnnotation]: again.value } },
    opts: found.length === 0 ? again.opts : { replaceOnChanges: [writtenPath], deleteBeforeReplace: true },
  };
}

/** A time, because the same may happen twice. */
const now = (): string => new Date().toISOString();
