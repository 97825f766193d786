/**
 * tkg-edge: from what a stack says to a running single-node TKG cluster.
 *
 * Everything that can be known to be wrong is found first: in the configuration, in the connections, in vCenter's
 * inventory. Then the stages follow in the order that TKG's admission demands: the TKr can be resolved, the template
 * exists, the credentials are there, the Cluster.
 */
import type { Resource } from "@pulumi/pulumi";
import * as pulumi from "@pulumi/pulumi";
import { ClusterClassGuard } from "./components/cluster-class-guard.js";
import { SingleNodeCluster } from "./components/single-node-cluster.js";
import { TinyTkr } from "./components/tiny-tkr.js";
import { VsphereTemplate } from "./components/vsphere-template.js";
import { kubernetesVersion, tkrName } from "./config/tkr-version.js";
import { warnings } from "./config/warnings.js";
import { tkrDrift } from "./preflight/drift/drift.js";
import { adoptionOf } from "./program/adoption.js";
import { announceChanges } from "./program/announce-changes.js";
import { announceDrift } from "./program/drift-notice.js";
import { explained } from "./program/explained.js";
import { madeByAnnotation, thisStack } from "./program/interrupted-package.js";
import { checkInventory } from "./program/inventory.js";
import { lookAround } from "./program/look-around.js";
import { managementProviders } from "./program/providers.js";
import { readStack, reveal } from "./program/read-stack.js";
import { registryTrust } from "./program/registry-trust.js";
import { describeRetained } from "./program/retained.js";
import { siteTemplate } from "./program/site-template.js";

const outputs = await explained(async () => {
  const { spec, secrets } = await readStack(process.cwd());
  for (const warning of warnings(spec)) await pulumi.log.warn(warning);
  const { management, template, site } = spec;
  const { managementCluster, vcenter, registry } = spec.connection;
  const vcenterPassword = await reveal(secrets.vcenterPassword);
  const { environment, drift, interrupted, ovaSha256, foundTemplate } = await lookAround(
    spec,
    vcenterPassword,
  );
  const { liveCluster, bootstrapPackages } = environment;
  await announceDrift(drift, environment.tkr);
  const providers = managementCluster && managementProviders(managementCluster);
  await checkInventory(spec, secrets.vcenterPassword);
  const existingTemplate = await siteTemplate(spec, foundTemplate, liveCluster);

  const prerequisites: Resource[] = [];
  let tkr: TinyTkr | undefined;
  if (management && managementCluster && providers) {
    const opts = { provider: providers.kubernetes, dependsOn: [...(await registryTrust(spec))] };
    const { name: className, resolveTkr } = management.clusterClass;
    const guard = { className, resolveTkr, found: drift.guard };
    prerequisites.push(new ClusterClassGuard("cluster-class-guard", guard, opts));
    const versions = [...new Set([management.tkr.version, ...management.tkr.alsoInstalled])];
    for (const version of versions) {
      const installed = new TinyTkr(
        `tkr-${tkrName(version)}`,
        {
          version,
          bundle: management.bundle,
          managementCluster,
          registry,
          registryPassword: secrets.registryPassword,
          packageProvider: providers.packages,
          packageAnnotations: { [madeByAnnotation]: thisStack() },
          importPackage: interrupted.has(version),
          timeoutSeconds: management.tkr.timeoutSeconds,
          found: tkrDrift(drift, version),
        },
        opts,
      );
      if (version === management.tkr.version) tkr = installed;
      prerequisites.push(installed);
    }
  }

  let vmTemplate: VsphereTemplate | undefined;
  if (template && ovaSha256 && vcenter && secrets.vcenterPassword) {
    const args = {
      template,
      ovaSha256,
      vcenter,
      vcenterPassword: secrets.vcenterPassword,
      managementCluster,
      found: drift.template,
    };
    vmTemplate = new VsphereTemplate(`template-${template.os}`, args, { dependsOn: [...prerequisites] });
    prerequisites.push(vmTemplate);
  }

  let cluster: SingleNodeCluster | undefined;
  if (site && managementCluster && vcenter && secrets.vcenterPassword && providers) {
    await announceChanges(site, vcenter.server, liveCluster, managementCluster);
    const args = {
      site,
      managementCluster,
      vcenter,
      vcenterPassword: secrets.vcenterPassword,
      adopted: await adoptionOf(spec, liveCluster),
      bootstrapPackages: tkr ? tkr.facts.bootstrapPackages : (bootstrapPackages ?? []),
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
    retainedOnDestroy: describeRetained(spec, vmTemplate?.path),
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
