/** What a killed `up` leaves of a site: objects and a state, without a run that is killed at the right moment. */
import type { LiveObject } from "../../../src/clients/live-object.js";

interface Deployment {
  readonly resources: readonly { readonly urn: string; readonly outputs?: object; readonly id?: string }[];
}

/**
 * The state that an `up` leaves which is killed while it creates a resource: that is pending, and what comes after it is not there.
 * @param text in the form of `pulumi stack export`; @param name of the resource, the last part of its URN
 */
export function killedWhileCreating(text: string, name: string): string {
  const { version, deployment } = JSON.parse(text) as { version: number; deployment: Deployment };
  const { resources } = deployment;
  const index = resources.findIndex(({ urn }) => urn.endsWith(`::${name}`));
  const resource = resources[index];
  if (!resource) throw new Error(`the state has no ${name}`);
  const { id: _id, outputs: _outputs, ...pending } = resource;
  return JSON.stringify({
    version,
    deployment: {
      ...deployment,
      resources: resources.slice(0, index),
      pending_operations: [{ resource: pending, type: "creating" }],
    },
  });
}

/** An object as it is created, with the annotations that it has. */
export function asNew({ metadata, ...object }: LiveObject): object {
  const { name, namespace, labels, annotations } = metadata;
  return { ...object, metadata: { name, namespace, labels, annotations } };
}
