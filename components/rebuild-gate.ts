import type { Command } from "@pulumi/command/local/command.js";
import type { CustomResourceOptions, Input, Resource } from "@pulumi/pulumi";
import { apiServerPortOf } from "../config/class-variables.js";
import type { ManagementConnection, VcenterConnection } from "../config/connection.js";
import type { SiteSpec } from "../config/stack-spec.js";
import type { Cluster } from "../manifests/cluster.js";
import { managementEnvironment, vcenterEnvironment } from "./command-environment.js";
import { commandResource } from "./command-resource.js";
import type { GateTask } from "./gate-task.js";
import { thisStack } from "./made-by.js";

export interface RebuildGateArgs {
  readonly site: SiteSpec;
  /** The Cluster as it is to be made. */
  readonly cluster: Cluster;
  /** Of everything that forces a rebuild: a change of it closes the gate until all is proved. */
  readonly digest: string;
  readonly managementCluster: ManagementConnection;
  readonly vcenter: VcenterConnection;
  /** Password of `vcenter.username`, marked as secret. */
  readonly vcenterPassword: Input<string>;
  readonly task: GateTask;
  /** JSON list of the objects that the gate writes again. @default - none */
  readonly missingObjects?: Input<string> | undefined;
}

/**
 * What everything of a cluster depends on, so that it runs before any of it is deleted or written.
 *
 * Replaced by a new digest, it proves that the new cluster can be made and runs the user's command; a failure leaves the
 * old cluster as it is. Any other change of what it knows is an update, which tries the password, and does what the
 * program found to be due: an interrupted rebuild that goes on passes the whole gate again. There is nothing to do when
 * it goes: a plain `pulumi destroy` works.
 */
export function rebuildGate(
  name: string,
  args: RebuildGateArgs,
  opts: CustomResourceOptions & { readonly parent: Resource },
): Command {
  const { site, cluster, digest, managementCluster, vcenter, vcenterPassword, task } = args;
  const { beforeCommand, beforeTimeoutSeconds } = site.rebuild;
  return commandResource(
    name,
    {
      command: "rebuild-gate",
      onUpdate: "try-vcenter-login",
      environment: {
        TKG_EDGE_CLUSTER: JSON.stringify(cluster),
        TKG_EDGE_TKR_VERSION: site.tkrVersion,
        TKG_EDGE_OS: site.os,
        TKG_EDGE_ENDPOINT: site.controlPlaneEndpoint,
        TKG_EDGE_API_PORT: String(apiServerPortOf(site.variables)),
        TKG_EDGE_DATACENTER: site.placement.datacenter,
        TKG_EDGE_OWN_CREDENTIALS: String(site.identityRef === undefined),
        TKG_EDGE_BEFORE_REBUILD_SECONDS: String(beforeTimeoutSeconds),
        ...(beforeCommand !== undefined && { TKG_EDGE_BEFORE_REBUILD: beforeCommand }),
        ...managementEnvironment(managementCluster),
        ...vcenterEnvironment(vcenter, vcenterPassword),
      },
      firstEnvironment: { TKG_EDGE_CREATED_BY: task.createsCluster ? thisStack() : undefined },
      triggers: [digest],
      found: task.found,
      whenFound: {
        TKG_EDGE_REBUILD_OF: task.rebuildOf,
        TKG_EDGE_DELETE_SECONDS: task.deleteSeconds === undefined ? undefined : String(task.deleteSeconds),
        TKG_EDGE_MISSING_OBJECTS: args.missingObjects,
      },
    },
    opts,
  );
}
