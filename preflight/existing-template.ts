/**
 * The template that TKG will clone a site's node from, where this stack does not import one itself: found by its vApp
 * properties, as TKG finds it, and named at preview; without one TKG would refuse the Cluster.
 */
import { withGovc, type VcenterAddress } from "../clients/vcenter.js";
import { virtualMachines, type VirtualMachine } from "../clients/virtual-machines.js";
import type { Problem } from "../config/problem.js";
import type { SiteSpec } from "../config/stack-spec.js";
import { isOvaVersionOf, kubernetesVersion } from "../config/tkr-version.js";
import type { ManagementFacts } from "../environment/facts/management-facts.js";
import type { OsImage } from "../environment/facts/os-image.js";
import {
  describeWanted,
  matchTemplates,
  type TemplateMatch,
} from "../environment/judgements/template-match.js";

export interface ExistingTemplate {
  /** What TKG takes; undefined when nothing fits, or when that cannot be told yet. */
  readonly template?: VirtualMachine;
  /** Other templates that fit as well. TKG takes any of them. */
  readonly others: readonly VirtualMachine[];
  readonly problems: readonly Problem[];
}

/**
 * @param tkrIsPending this stack installs the TKr, so that its OS images may not be there yet
 * @throws UserError when the management cluster or vCenter does not answer
 */
export async function existingTemplate(
  site: SiteSpec,
  cluster: ManagementFacts,
  vcenter: VcenterAddress,
  tkrIsPending: boolean,
): Promise<ExistingTemplate> {
  const images = await cluster.osImagesOf(site.tkrVersion, site.os);
  if (images.length === 0 && !tkrIsPending) return { others: [], problems: [noOsImage(site)] };
  const machines = await withGovc(vcenter, (govc) => virtualMachines(govc, site.placement.datacenter));
  return judge(site, images.length === 0 ? expectedImages(site, machines) : images, machines);
}

/**
 * The OS images that a TKr will have once it is installed, as far as the machines tell: the vendor names them by the TKr
 * and a checksum. Exported for its tests.
 */
export function expectedImages(
  { tkrVersion, os }: SiteSpec,
  machines: readonly VirtualMachine[],
): readonly OsImage[] {
  const image = (ovaVersion: string, osVersion: string, arch: string): OsImage => ({
    name: "of the TKr that is not installed yet",
    kubernetesVersion: kubernetesVersion(tkrVersion),
    os,
    osVersion,
    arch,
    ovaVersion,
  });
  const likely = machines.flatMap(({ image: properties }) =>
    properties && isOvaVersionOf(properties.version, tkrVersion) && properties.distroName === os
      ? [image(properties.version, properties.distroVersion, properties.distroArch)]
      : [],
  );
  const byVersion = new Map(likely.map((one) => [describeWanted(one), one]));
  return byVersion.size > 0 ? [...byVersion.values()] : [image(`${tkrVersion}-...`, "...", "...")];
}

/** The same of what was read. Exported for its tests. */
export function judge(
  site: SiteSpec,
  images: readonly OsImage[],
  machines: readonly VirtualMachine[],
): ExistingTemplate {
  const matches = images.map((image) => matchTemplates(machines, image));
  const [template, ...others] = matches.flatMap(({ templates }) => templates);
  if (!template) return { others: [], problems: [noTemplate(site, images, matches)] };
  const { templatePath, from } = site;
  const paths = [template, ...others].map(({ path }) => path);
  if (templatePath !== undefined && !paths.includes(templatePath)) {
    const problem = {
      path: "tkg-edge:site.from.template",
      found: `"${from?.template ?? ""}", whose template ${templatePath} is not of TKr ${site.tkrVersion} with ${site.os} in ${site.placement.datacenter}`,
      expected: `the stack that makes the template which TKG takes, ${template.path}; or pulumi up --stack ${from?.template ?? ""}`,
    };
    return { template, others, problems: [problem] };
  }
  const { diskGiB } = template;
  const problems =
    diskGiB !== undefined && diskGiB > site.machine.diskGiB
      ? [
          {
            path: "tkg-edge:site.machine.diskGiB",
            found: String(site.machine.diskGiB),
            expected: `at least ${diskGiB}, the disk of the template ${template.path}: a clone's disk can only grow`,
          },
        ]
      : [];
  return { template, others, problems };
}

function noOsImage({ tkrVersion, os }: SiteSpec): Problem {
  return {
    path: "tkg-edge:site.os",
    found: `"${os}"`,
    expected: `an operating system that TKr ${tkrVersion} has an OSImage of (kubectl get osimages)`,
  };
}

function noTemplate(
  { placement, os, tkrVersion }: SiteSpec,
  images: readonly OsImage[],
  matches: readonly TemplateMatch[],
): Problem {
  const seen = new Set(
    matches.flatMap(({ nearMisses }) => nearMisses.map(({ machine, why }) => `${machine.path} ${why}`)),
  );
  const there = seen.size === 0 ? "no other node image is there" : [...seen].join("; ");
  return {
    path: "tkg-edge:site.placement.datacenter",
    found: `"${placement.datacenter}", which has no template of TKr ${tkrVersion} with ${os}: ${there}`,
    expected:
      `a template with the vApp properties ${images.map(describeWanted).join(" or ")}, whatever its name; ` +
      "a stack with tkg-edge:template imports the vendor's OVA",
  };
}
