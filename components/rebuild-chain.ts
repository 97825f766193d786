import type { CustomResourceOptions, Resource } from "@pulumi/pulumi";

/**
 * The resources that are destroyed and created again together when a cluster is rebuilt.
 *
 * The first one carries the trigger. The others depend on it and are replaced with it, so that the engine deletes them
 * first, in the reverse of their order: a Secret deleted before its Cluster would hang on the finalizer that Cluster
 * API put on it, and so would a ClusterBootstrap. The engine follows `replaceWith` one level deep, so all name the first.
 */
export class RebuildChain {
  #first: Resource | undefined;

  /** @param digest of everything that forces a rebuild; a change of it rebuilds the chain */
  constructor(private readonly digest: string) {}

  /** Options of the next resource in the chain. */
  next(): CustomResourceOptions {
    const together = { deleteBeforeReplace: true };
    return this.#first === undefined
      ? { ...together, replacementTrigger: this.digest }
      : { ...together, dependsOn: [this.#first], replaceWith: [this.#first] };
  }

  /** Adds a resource that was made with the options of `next`. */
  add<R extends Resource>(resource: R): R {
    this.#first ??= resource;
    return resource;
  }
}
