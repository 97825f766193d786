import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource.js";
import { ComponentResource, type Resource } from "@pulumi/pulumi";
import type { ManagementConnection } from "../src/config/connection.js";
import { checkAddressPool, removeAddressPool } from "../src/contracts/address-pool.js";
import type { Finding } from "../src/environment/finding.js";
import { poolResources, type AddressPoolObject } from "../src/manifests/address-pool.js";
import { importOf } from "./adoption.js";
import { commandResource } from "./command-resource.js";
import { replaceOnDrift } from "./drift-repair.js";
import { owned } from "./field-manager.js";
import { thisStack } from "./made-by.js";
import type { Under } from "./under.js";

export interface SitePool {
  /** The pool in the form that the management cluster takes. */
  readonly manifest: AddressPoolObject;
  /** Whether an interrupted run created it, so that it is imported. */
  readonly isInterrupted: boolean;
  /** Type of the pool in the state, where that is another version of its API. @default - the same */
  readonly earlierType?: string | undefined;
  /** Why it has to be created again. Empty: it is there, or was never created. */
  readonly found: readonly Finding[];
}

export interface AddressPoolArgs extends SitePool {
  readonly managementCluster: ManagementConnection;
  readonly clusterName: string;
  /** How long the addresses of the Cluster's machines may take to be given back before the pool is removed. */
  readonly timeoutSeconds: number;
}

/**
 * The pool that a site's node takes its address from, created before anything of its Cluster and removed last. A rebuild does not
 * replace it. The engine never deletes it, because other clusters may use it: a command checks that first.
 */
export class AddressPool extends ComponentResource {
  /** What comes after it has to depend on this. */
  readonly checked: Resource;

  constructor(site: string, args: AddressPoolArgs, under: Under) {
    const names = poolResources(site);
    super("tkg-edge:index:AddressPool", names.component, {}, { ...under });
    const { manifest, earlierType } = args;
    const { metadata, opts } = replaceOnDrift(owned(manifest.metadata), args.found);
    const type = `kubernetes:${manifest.apiVersion}:${manifest.kind}`;
    const pool = new CustomResource(
      names.pool,
      { ...manifest, metadata },
      {
        parent: this,
        retainOnDelete: true,
        ...opts,
        ...(args.isInterrupted && importOf(manifest.metadata)),
        ...(earlierType !== undefined && earlierType !== type && { aliases: [{ type: earlierType }] }),
      },
    );
    const { name, namespace } = manifest.metadata;
    this.checked = commandResource(
      `${names.pool}-use`,
      checkAddressPool,
      {
        input: {
          management: args.managementCluster,
          ...{ poolName: name, namespace, clusterName: args.clusterName },
          timeoutSeconds: args.timeoutSeconds,
        },
        secrets: {},
        first: { madeBy: thisStack() },
        unread: {},
        onDelete: removeAddressPool.command,
        triggers: [name],
      },
      { parent: this, dependsOn: [pool] },
    );
    this.registerOutputs({});
  }
}
