/**
 * tkg-edge: from the configuration of a stack to a running single-node TKG cluster.
 *
 * A stack is read, then everything that it depends on, and what is wrong with either is reported before anything is made.
 * Then the stages follow in the order that TKG's admission demands: the TKr can be resolved and the template exists, the
 * credentials are there, the Cluster.
 */
import type { Resource } from "@pulumi/pulumi";
import * as pulumi from "@pulumi/pulumi";
import { SingleNodeCluster } from "./components/single-node-cluster.js";
import { VsphereTemplate } from "./components/vsphere-template.js";
import type { WorkloadObject } from "./src/config/after-ready/workload-object.js";
import { installedVersions } from "./src/config/stack-spec.js";
import { kubernetesVersion } from "./src/config/tkr-version.js";
import { recordedToolVersion } from "./src/manifests/cluster-record.js";
import { rolledVersion } from "./src/manifests/rolled.js";
import { adoptionOf } from "./src/program/adoption.js";
import { announce, warnOf, type Plan, type SitePlan } from "./src/program/announce.js";
import { bootstrapPackages } from "./src/program/bootstrap-packages.js";
import { keepEarlierEnvironments } from "./src/program/earlier-environments.js";
import { explained } from "./src/program/explained.js";
import { guardedClasses, namesOf, newSiteClass as classOfNewSites } from "./src/program/guarded-classes.js";
import { installTkrs, type InstalledTkrs } from "./src/program/install-tkrs.js";
import { ownWorkloadState } from "./src/program/own-state.js";
import { keepRemovingCopiesOf } from "./src/program/plugin-leftovers.js";
import { productVersion } from "./src/program/product-version.js";
import { readEnvironment, type ObservedEnvironment } from "./src/program/read-environment.js";
import { readStack } from "./src/program/read-stack.js";
import { describeRetained } from "./src/program/retained.js";
import type { Stack } from "./src/program/stack.js";
import { readWorkloadObjects, recordedTypes } from "./src/program/workload-objects.js";

const outputs = await explained(async () => {
  const configured = await readStack(process.cwd());
  await warnOf(configured.spec);
  const objects = await readWorkloadObjects(configured.spec.site, process.cwd());
  const seen = await readEnvironment(configured);
  const plan = await announce(configured.spec, seen);
  return make(seen, plan, objects);
});

/** Registers the stack's resources. @returns its outputs */
async function make(
  seen: ObservedEnvironment,
  { state, existingTemplate, site }: Plan,
  objects: readonly WorkloadObject[],
) {
  const { stack, drift } = seen;
  const { spec } = stack;
  pulumi.runtime.registerStackTransformation(keepEarlierEnvironments(state));
  // Side by side with the TKr, and begun before it: an upload takes minutes, and vCenter needs no management cluster for it.
  const template = makeTemplate(stack, seen);
  const guarded = guardedClasses(spec, drift.classes, state);
  const tkrs = await installTkrs(stack, seen, guarded);
  const prerequisites = [...(template ? [template] : []), ...tkrs.resources];
  const cluster = site && (await makeSite(site, state, seen, tkrs, objects, prerequisites));
  const tkrVersion = tkrs.tkr?.version ?? site?.spec.tkrVersion ?? template?.tkrVersion;
  return {
    tkrVersion,
    topologyVersion: tkrVersion && pulumi.output(tkrVersion).apply(kubernetesVersion),
    // Sites of release 0.1.0 follow this one, so that it changes with its key alone.
    className: site?.spec.className ?? spec.management?.clusterClass.name,
    newSiteClass: classOfNewSites(spec, drift.classes, state),
    templatePath: template?.path ?? existingTemplate,
    clusterName: cluster?.clusterName,
    clusterNamespace: cluster?.namespace,
    endpoint: cluster?.endpoint,
    kubeconfig: cluster?.kubeconfig,
    retainedOnDestroy: describeRetained(spec, guarded ? namesOf(guarded) : [], template, seen.addressPool),
  };
}

function makeTemplate(
  { spec }: Stack,
  { template: part, drift, ownership }: ObservedEnvironment,
): VsphereTemplate | undefined {
  if (!part) return undefined;
  const { template } = part;
  return new VsphereTemplate(`template-${template.os}`, {
    ...part,
    managementCluster: spec.connection.managementCluster,
    tkrIsPending:
      installedVersions(spec).includes(template.tkrVersion) &&
      !ownership.tkrs.existing.has(template.tkrVersion),
    found: drift.template,
  });
}

async function makeSite(
  { spec: site, part, gateTask, health }: SitePlan,
  state: Plan["state"],
  { environment, ownership, addressPool }: ObservedEnvironment,
  { tkr, siteTkr }: InstalledTkrs,
  objects: readonly WorkloadObject[],
  dependsOn: readonly Resource[],
): Promise<SingleNodeCluster> {
  const { cluster, managementCluster, vcenter, vcenterPassword } = part;
  const offered = {
    bySite: siteTkr?.facts.bootstrapPackages,
    byStack: tkr?.facts.bootstrapPackages,
    found: environment.bootstrapPackages,
  };
  const isCreated = gateTask.rebuildOf !== undefined || gateTask.createsCluster;
  // TKG moves the packages of a cluster that is rolled to another version.
  const takesNewPackages = isCreated || rolledVersion(site) !== undefined;
  const args = {
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
  const made = new SingleNodeCluster(site.name, args, {
    provider: cluster.providers.kubernetes,
    dependsOn: [...dependsOn],
  });
  if (objects.length > 0) made.kubeconfig.apply(keepRemovingCopiesOf);
  return made;
}

export const {
  tkrVersion,
  topologyVersion,
  className,
  newSiteClass,
  templatePath,
  clusterName,
  clusterNamespace,
  endpoint,
  kubeconfig,
  retainedOnDestroy,
} = outputs;
