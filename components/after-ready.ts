import type { Output, Resource } from "@pulumi/pulumi";
import type { WorkloadObject } from "../src/config/after-ready/workload-object.js";
import type { ManagementConnection } from "../src/config/connection.js";
import type { SiteSpec } from "../src/config/stack-spec.js";
import { afterReady as contract } from "../src/contracts/after-ready.js";
import { commandResource, nothingElse } from "./command-resource.js";
import type { RebuildChain } from "./rebuild-chain.js";
import { WorkloadObjects } from "./workload-objects.js";

export interface AfterReadyArgs {
  readonly site: SiteSpec;
  readonly managementCluster: ManagementConnection;
  /** Objects of `site.afterReady.manifests`. */
  readonly objects: readonly WorkloadObject[];
  /** Types by resource name, of objects that the state holds with another version of their API. */
  readonly earlierTypes: ReadonlyMap<string, string>;
  readonly cluster: Resource;
  readonly clusterUid: Output<string>;
  /** Admin kubeconfig of the workload cluster, secret. */
  readonly kubeconfig: Output<string>;
  /** What the kubeconfig is read by: the cluster is Ready then. */
  readonly ready: Resource;
  readonly chain: RebuildChain;
}

/**
 * What a site gets when its cluster is Ready: the objects of the user, then the command of the user, once for each Cluster.
 * A site without `afterReady` has nothing of it.
 */
export function afterReady(name: string, args: AfterReadyArgs, parent: Resource): void {
  const { site, objects } = args;
  const applied = objects.length > 0 ? new WorkloadObjects(`${name}-objects`, args, parent).objects : [];
  if (site.afterReady?.command === undefined) return;
  commandResource(
    `${name}-after-ready`,
    contract,
    {
      ...nothingElse,
      input: {
        management: args.managementCluster,
        clusterName: site.name,
        clusterNamespace: site.namespace,
        commandLine: site.afterReady.command,
        timeoutSeconds: site.afterReady.commandTimeoutSeconds,
      },
      secrets: { workloadKubeconfig: args.kubeconfig },
      triggers: [args.clusterUid],
    },
    { parent, dependsOn: [args.ready, ...applied] },
  );
}
