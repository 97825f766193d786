import type { CustomResourceOptions, Resource } from "@pulumi/pulumi";

/**
 * The resources that are destroyed and created again together when a cluster is rebuilt.
 *
 * The order matters: a Secret deleted before its Cluster would hang on the finalizer that Cluster API put on it, and a
 * ClusterBootstrap on the add-ons manager's. The engine deletes what is replaced *with* a resource before that resource,
 * but in the order of their making. So only the Cluster is replaced with the first of the chain: it goes before anything
 * else. Every other member carries the trigger itself and depends on the first, so that its turn comes when the Cluster
 * is gone.
 */
export class RebuildChain {
  #first: Resource | undefined;

  /** @param digest of everything that forces a rebuild; a change of it rebuilds the chain */
  constructor(private readonly digest: string) {}

  /** Options of what the Cluster needs. */
  prerequisite(): CustomResourceOptions {
    return {
      deleteBeforeReplace: true,
      replacementTrigger: this.digest,
      ...(this.#first && { dependsOn: [this.#first] }),
    };
  }

  /** Options of the Cluster, which comes last. */
  cluster(): CustomResourceOptions {
    return {
      deleteBeforeReplace: true,
      ...(this.#first ? { replaceWith: [this.#first] } : { replacementTrigger: this.digest }),
    };
  }

  /** Adds a resource that was made with the options of `prerequisite`. */
  add<R extends Resource>(resource: R): R {
    this.#first ??= resource;
    return resource;
  }
}
