/** What the resources of a site are made of, once all that was found of it is known. */
import type { Output } from "@pulumi/pulumi";
import type { SiteParts } from "../../components/single-node-cluster.js";
import type { WorkloadObject } from "../config/after-ready/workload-object.js";
import { recordedToolVersion } from "../manifests/cluster-record.js";
import { rolledVersion } from "../manifests/rolled.js";
import { adoptionOf } from "./adoption.js";
import type { Plan, SitePlan } from "./announce.js";
import { bootstrapPackages } from "./bootstrap-packages.js";
import { ownWorkloadState } from "./own-state.js";
import { productVersion } from "./product-version.js";
import type { ObservedEnvironment } from "./read-environment.js";
import { recordedTypes } from "./workload-objects.js";

/** A TKr that is there once its version is known. */
export interface ResolvableTkr {
  readonly version: Output<string>;
  readonly facts: Output<{ readonly bootstrapPackages: readonly string[] }>;
}

/** TKrs that come with the site. */
export interface TkrsOfSite {
  /** The one that the stack names for its sites. */
  readonly tkr: ResolvableTkr | undefined;
  /** The one that the site runs; undefined where others installed it. */
  readonly siteTkr: ResolvableTkr | undefined;
}

/** @throws ConfigurationError, UserError where a Cluster cannot be taken over as it is described */
export async function partsOfSite(
  { spec: site, part, gateTask, health }: SitePlan,
  state: Plan["state"],
  { environment, ownership, addressPool }: ObservedEnvironment,
  { tkr, siteTkr }: TkrsOfSite,
  objects: readonly WorkloadObject[],
): Promise<SiteParts> {
  const { cluster, managementCluster, vcenter, vcenterPassword } = part;
  const offered = {
    bySite: siteTkr?.facts.bootstrapPackages,
    byStack: tkr?.facts.bootstrapPackages,
    found: environment.bootstrapPackages,
  };
  const isCreated = gateTask.rebuildOf !== undefined || gateTask.createsCluster;
  // TKG moves the packages of a cluster that is rolled to another version.
  const takesNewPackages = isCreated || rolledVersion(site) !== undefined;
  return {
    ...{ site, gateTask, managementCluster, vcenter, vcenterPassword },
    failed: health.final,
    existing: await adoptionOf(
      part,
      cluster.facts,
      environment.liveCluster,
      ownership.site,
      environment.bootstrapPackages,
    ),
    bootstrapPackages: bootstrapPackages(site, offered, state, takesNewPackages),
    ...{ addressPool, objects },
    earlierTypes: recordedTypes(await ownWorkloadState()),
    toolVersion: recordedToolVersion(
      site,
      vcenter.server,
      environment.liveCluster?.metadata.annotations,
      productVersion(),
    ),
  };
}
