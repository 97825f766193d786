import { Command } from "@pulumi/command/local/command.js";
import type { CustomResourceOptions, Resource } from "@pulumi/pulumi";

/**
 * The resources that are destroyed and created again together when a cluster is rebuilt.
 *
 * The order matters: a Secret deleted before its Cluster would hang on the finalizer that Cluster API put on it, and a
 * ClusterBootstrap on the add-ons manager's. So everything turns on an anchor, a resource without any work of its own
 * that is always there, whichever of the others a site has. It is deleted before it is recreated, and what is replaced
 * *with* it, the Cluster alone, goes even before. Everything else carries the trigger itself and depends on the anchor,
 * so that its turn comes when the Cluster is gone.
 */
export class RebuildChain {
  readonly #digest: string;
  readonly #anchor: Resource;

  /**
   * @param digest of everything that forces a rebuild; a change of it rebuilds the chain
   * @param gate has to be passed before anything of the chain is touched
   */
  constructor(name: string, digest: string, gate: Resource, parent: Resource) {
    this.#digest = digest;
    this.#anchor = new Command(
      `${name}-anchor`,
      { create: "true", addPreviousOutputInEnv: false },
      { parent, dependsOn: [gate], replacementTrigger: digest, deleteBeforeReplace: true },
    );
  }

  /** Options of what the Cluster needs. */
  prerequisite(): CustomResourceOptions {
    return { deleteBeforeReplace: true, replacementTrigger: this.#digest, dependsOn: [this.#anchor] };
  }

  /** Options of the Cluster, which comes last. */
  cluster(prerequisites: readonly Resource[]): CustomResourceOptions {
    return {
      deleteBeforeReplace: true,
      replaceWith: [this.#anchor],
      dependsOn: [this.#anchor, ...prerequisites],
    };
  }

  /** Options of what is on the cluster: deleted together with it, and created again after it. */
  onCluster(cluster: Resource): CustomResourceOptions {
    return { deleteBeforeReplace: true, replaceWith: [this.#anchor], deletedWith: cluster };
  }
}
