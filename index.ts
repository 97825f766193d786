/**
 * tkg-edge: from what a stack says to a running single-node TKG cluster.
 *
 * Everything that can be known to be wrong is found first: in the configuration, in the connections, in vCenter's
 * inventory. Then the stages follow in the order that TKG's admission demands: the TKr can be resolved and the template
 * exists, the credentials are there, the Cluster.
 */
import type { Resource } from "@pulumi/pulumi";
import * as pulumi from "@pulumi/pulumi";
import { SingleNodeCluster } from "./components/single-node-cluster.js";
import { VsphereTemplate } from "./components/vsphere-template.js";
import { installedVersions } from "./config/stack-spec.js";
import { kubernetesVersion } from "./config/tkr-version.js";
import { warnings } from "./config/warnings.js";
import { readCluster } from "./environment/facts/cluster.js";
import { siteHealth } from "./environment/judgements/site-health.js";
import { adoptionOf } from "./program/adoption.js";
import { announceChanges } from "./program/announce-changes.js";
import { bootstrapPackages } from "./program/bootstrap-packages.js";
import { announceDrift } from "./program/drift-notice.js";
import { announceDropped } from "./program/dropped-cluster.js";
import { keepEarlierEnvironments } from "./program/earlier-environments.js";
import { engineCommand } from "./program/engine-command.js";
import { explained } from "./program/explained.js";
import { announceHealth } from "./program/health-notice.js";
import { installTkrs } from "./program/install-tkrs.js";
import { lookAround } from "./program/look-around.js";
import { announceOva } from "./program/ova-notice.js";
import { ownState } from "./program/own-state.js";
import { announceOwnership } from "./program/ownership.js";
import { ManagementProviders } from "./program/providers.js";
import { readStack } from "./program/read-stack.js";
import { atRecordedGeneration } from "./program/rebuild-generation.js";
import { removedNotice, removedPackages } from "./program/removed-packages.js";
import { describeRetained } from "./program/retained.js";
import { siteTemplate } from "./program/site-template.js";
import { stateSpaceWarning } from "./program/state-space.js";

const outputs = await explained(async () => {
  const { spec, secrets } = await readStack(process.cwd());
  const space = await stateSpaceWarning(process.cwd());
  for (const warning of [...warnings(spec), ...(space === undefined ? [] : [space])]) {
    await pulumi.log.warn(warning);
  }
  const { management, template } = spec;
  const { managementCluster, vcenter } = spec.connection;
  const surroundings = await lookAround(spec, secrets.vcenterPassword);
  const { environment, drift, ownership, ovaSha256, ova, foundTemplate } = surroundings;
  const { liveCluster } = environment;
  const site = spec.site && (await atRecordedGeneration(spec.site, liveCluster));
  await announceOwnership(spec, ownership);
  if (ova) await announceOva(ova);
  for (const warning of environment.warnings ?? []) await pulumi.log.warn(warning);
  await announceDrift(drift, environment.tkr);
  const health = siteHealth(liveCluster && readCluster(liveCluster), drift.siteParts);
  if (site) await announceHealth(site, health);
  const existingTemplate = await siteTemplate(spec, foundTemplate, liveCluster);
  // What is refused is refused before anything is registered: an up without a preview begins at once.
  const [state, command] = [await ownState(), engineCommand()];
  pulumi.runtime.registerStackTransformation(keepEarlierEnvironments(state));
  await announceDropped(site, state, command, surroundings.management);
  const gateTask =
    site && surroundings.management && vcenter
      ? await announceChanges(
          {
            ...{ site, vcenterServer: vcenter.server, live: liveCluster, ownership: ownership.site },
            ...{ state, missing: surroundings.missing, command },
          },
          surroundings.management,
        )
      : undefined;
  const keepsCluster = liveCluster !== undefined && gateTask?.rebuildOf === undefined;
  const removed = site && keepsCluster ? removedPackages(site, state) : [];
  if (site && removed.length > 0) await pulumi.log.warn(removedNotice(site, removed));
  const { managementUid } = environment;
  const providers =
    managementCluster && managementUid !== undefined
      ? new ManagementProviders(managementCluster, managementUid)
      : undefined;

  const prerequisites: Resource[] = [];
  let vmTemplate: VsphereTemplate | undefined;
  if (template && ovaSha256 && vcenter && secrets.vcenterPassword) {
    const args = {
      template,
      ovaSha256,
      vcenter,
      vcenterPassword: secrets.vcenterPassword,
      managementCluster,
      tkrIsPending: installedVersions(spec).includes(template.tkrVersion),
      found: drift.template,
    };
    // Side by side with the TKr, and begun before it: an upload takes minutes, and vCenter needs no management cluster for it.
    vmTemplate = new VsphereTemplate(`template-${template.os}`, args);
    prerequisites.push(vmTemplate);
  }

  const { tkr, siteTkr, resources } = await installTkrs(spec, secrets, surroundings, providers);
  prerequisites.push(...resources);

  let cluster: SingleNodeCluster | undefined;
  if (
    site &&
    managementCluster &&
    surroundings.management &&
    vcenter &&
    secrets.vcenterPassword &&
    providers
  ) {
    const args = {
      site,
      gateTask,
      managementCluster,
      vcenter,
      vcenterPassword: secrets.vcenterPassword,
      failed: health.final,
      existing: await adoptionOf(
        spec,
        surroundings.management,
        liveCluster,
        ownership.site,
        secrets.vcenterPassword,
      ),
      bootstrapPackages: bootstrapPackages(
        site,
        {
          bySite: siteTkr?.facts.bootstrapPackages,
          byStack: tkr?.facts.bootstrapPackages,
          found: environment.bootstrapPackages,
        },
        state,
        gateTask?.rebuildOf !== undefined || gateTask?.createsCluster === true,
      ),
    };
    cluster = new SingleNodeCluster(site.name, args, {
      provider: providers.kubernetes,
      dependsOn: prerequisites,
    });
  }

  const tkrVersion = tkr?.version ?? site?.tkrVersion ?? vmTemplate?.tkrVersion;
  return {
    tkrVersion,
    topologyVersion: tkrVersion && pulumi.output(tkrVersion).apply(kubernetesVersion),
    className: site?.className ?? management?.clusterClass.name,
    templatePath: vmTemplate?.path ?? existingTemplate,
    clusterName: cluster?.clusterName,
    clusterNamespace: cluster?.namespace,
    endpoint: cluster?.endpoint,
    kubeconfig: cluster?.kubeconfig,
    retainedOnDestroy: describeRetained(spec, vmTemplate),
  };
});

export const {
  tkrVersion,
  topologyVersion,
  className,
  templatePath,
  clusterName,
  clusterNamespace,
  endpoint,
  kubeconfig,
  retainedOnDestroy,
} = outputs;
