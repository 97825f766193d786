import type { Command } from "@pulumi/command/local/command.js";
import type { CustomResourceOptions, Input, Resource } from "@pulumi/pulumi";
import { apiServerPortOf } from "../src/config/class-variables.js";
import type { ManagementConnection, VcenterConnection } from "../src/config/connection.js";
import { rebuildWindowsOf } from "../src/config/rebuild-windows/fields.js";
import type { SiteSpec } from "../src/config/stack-spec.js";
import { rebuildGate as contract } from "../src/contracts/rebuild-gate.js";
import type { Cluster } from "../src/manifests/cluster.js";
import type { KubernetesObject } from "../src/manifests/kubernetes-object.js";
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
  /** The objects that the gate writes again. @default - none */
  readonly missingObjects?: Input<readonly KubernetesObject[]> | undefined;
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
    contract,
    {
      input: {
        management: managementCluster,
        vcenter,
        cluster,
        tkrVersion: site.tkrVersion,
        versionChange: site.kind === "standard" && site.versionChange === "roll" ? "roll" : undefined,
        os: site.os,
        osVersion: site.osVersion,
        controlPlaneEndpoint: site.controlPlaneEndpoint,
        apiPort: apiServerPortOf(site.variables),
        datacenter: site.placement.datacenter,
        ownCredentials: site.identityRef === undefined,
        beforeRebuild: beforeCommand,
        beforeRebuildSeconds: beforeTimeoutSeconds,
        windows: rebuildWindowsOf(site),
      },
      secrets: { vcenterPassword },
      first: { createdBy: task.createsCluster ? thisStack() : undefined },
      unread: {},
      onUpdate: "try-vcenter-login",
      triggers: [digest],
      found: task.found,
      task: {
        rebuildOf: task.rebuildOf,
        rollOf: task.rollOf,
        deleteSeconds: task.deleteSeconds,
        missingObjects: args.missingObjects,
      },
    },
    opts,
  );
}
