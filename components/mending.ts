/**
 * How a resource is made again when a look at the world found that it is not as it was made, although the engine's state
 * says so.
 *
 * Each such resource has one input that says when and why it was last written. While nothing is found the input is
 * ignored, so that it keeps whatever value the state has and there is no difference. When something is found it is
 * given a new value, which is a difference like any other: seen at preview, acted upon by `up`.
 */
import type { CustomResourceOptions } from "@pulumi/pulumi";
import { reasonVariable, taskVariable } from "../contracts/variables.js";
import type { Finding } from "../environment/finding.js";
import { writtenAnnotation, type KubernetesObject } from "../manifests/kubernetes-object.js";

/** An input's value and the options that go with it. */
export interface Mending {
  readonly value: string;
  readonly opts: CustomResourceOptions;
}

/** Of a command resource, which is run again in place. */
export function runAgainFor(found: readonly Finding[]): Mending {
  if (found.length === 0) {
    return {
      value: "",
      opts: { ignoreChanges: [reasonVariable, taskVariable].map((name) => `environment.${name}`) },
    };
  }
  return { value: `${found.map(({ seen }) => seen).join("; ")} (${now()})`, opts: {} };
}

const writtenPath = `metadata.annotations["${writtenAnnotation}"]`;

/** Of a patch, which is written again in place. */
export function writtenAgainFor(found: readonly Finding[]): Mending {
  return { value: now(), opts: found.length === 0 ? { ignoreChanges: [writtenPath] } : {} };
}

/** Of an object that others do not depend on by its identity: it is deleted, if it is there, and made again. */
export function madeAgainFor<M extends KubernetesObject["metadata"]>(
  metadata: M,
  found: readonly Finding[],
): { readonly metadata: M; readonly opts: CustomResourceOptions } {
  const again = writtenAgainFor(found);
  return {
    metadata: { ...metadata, annotations: { ...metadata.annotations, [writtenAnnotation]: again.value } },
    opts: found.length === 0 ? again.opts : { replaceOnChanges: [writtenPath], deleteBeforeReplace: true },
  };
}

/** A time, because the same may happen twice. */
const now = (): string => new Date().toISOString();
