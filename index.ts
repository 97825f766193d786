/**
 * tkg-edge: from the configuration of a stack to a running single-node TKG cluster.
 *
 * A stack is read, then everything that it depends on, and what is wrong with either is reported before anything is made.
 * Then the stages follow in the order that TKG's admission demands: the TKr can be resolved and the template exists, the
 * credentials are there, the Cluster.
 */
import type { Resource } from "@pulumi/pulumi";
import * as pulumi from "@pulumi/pulumi";
import type { WorkloadObject } from "./src/config/after-ready/workload-object.js";
import { kubernetesVersion } from "./src/config/tkr-version.js";
import { installTkrs, type InstalledTkrs } from "./src/library/install-tkrs.js";
import { SingleNodeCluster } from "./src/library/single-node-cluster.js";
import { VsphereTemplate } from "./src/library/vsphere-template.js";
import { announce, warnOf, type Plan, type SitePlan } from "./src/program/announce.js";
import { keepEarlierEnvironments } from "./src/program/earlier-environments.js";
import { explained } from "./src/program/explained.js";
import { guardedClasses, namesOf, newSiteClass as classOfNewSites } from "./src/program/guarded-classes.js";
import { readEnvironment, type ObservedEnvironment } from "./src/program/read-environment.js";
import { readStack } from "./src/program/read-stack.js";
import { describeRetained } from "./src/program/retained.js";
import { partsOfSite } from "./src/program/site-parts.js";
import type { Stack } from "./src/program/stack.js";
import { partsOfTemplate } from "./src/program/template-parts.js";
import { readWorkloadObjects } from "./src/program/workload-objects.js";

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

function makeTemplate(stack: Stack, seen: ObservedEnvironment): VsphereTemplate | undefined {
  const { template: part } = seen;
  if (!part) return undefined;
  const { template, vcenterPassword } = part;
  const checked = { parts: partsOfTemplate(stack, part, seen) };
  const { connection } = stack.spec;
  return new VsphereTemplate(`template-${template.os}`, {
    ...template,
    connection,
    vcenterPassword,
    checked,
  });
}

async function makeSite(
  plan: SitePlan,
  state: Plan["state"],
  seen: ObservedEnvironment,
  tkrs: InstalledTkrs,
  objects: readonly WorkloadObject[],
  dependsOn: readonly Resource[],
): Promise<SingleNodeCluster> {
  const { spec: site, part } = plan;
  const checked = { parts: await partsOfSite(plan, state, seen, tkrs, objects) };
  const { connection } = seen.stack.spec;
  return new SingleNodeCluster(
    site.name,
    { ...site, connection, vcenterPassword: part.vcenterPassword, checked },
    { provider: part.cluster.providers.kubernetes, dependsOn: [...dependsOn] },
  );
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
