/**
 * Whether a site finds a template of its TKr's OS image: TKG's admission refuses a Cluster without one. Name and folder do not
 * matter. Pure.
 */
import { describeSystem, isOfSystem, osVersionLabel } from "../../config/operating-system.js";
import type { SiteSpec } from "../../config/stack-spec.js";
import { isOvaVersionOf, kubernetesVersion } from "../../config/tkr-version.js";
import type { OsImage } from "../facts/os-image.js";
import type { VirtualMachine } from "../facts/virtual-machine.js";
import { ok, wrongValue, type Finding } from "../finding.js";
import { describeWanted, matchTemplates } from "./template-match.js";

/** Who wants a template. */
export interface WantedTemplate {
  /** Config key that names the datacenter. */
  readonly path: string;
  readonly datacenter: string;
  readonly tkrVersion: string;
  readonly os: SiteSpec["os"];
  readonly osVersion?: string | undefined;
  /** Inventory path at which the stack itself imports one. @default - it imports none */
  readonly importedAt?: string;
  /** The stack whose template the site is to use, with the path that it names. @default - any that fits */
  readonly follows?: { readonly stack: string; readonly templatePath: string };
}

export interface TemplateUse {
  /** What TKG takes; undefined where nothing fits. */
  readonly template?: VirtualMachine;
  /** Other templates that fit as well. TKG takes any of them. */
  readonly others: readonly VirtualMachine[];
  readonly finding: Finding;
}

/**
 * @param images the OS images that fit the wanted operating system: of the TKr, or those that are expected of it
 * @param machines everything in the datacenter
 */
export function templateUse(
  wanted: WantedTemplate,
  images: readonly OsImage[],
  machines: readonly VirtualMachine[],
): TemplateUse {
  const { datacenter, tkrVersion, importedAt, follows } = wanted;
  const system = describeSystem(wanted);
  const matches = images.map((image) => matchTemplates(machines, image));
  const [template, ...others] = matches.flatMap(({ templates }) => templates);
  const ofImage = images.map(({ name }) => name).join(" or ");
  if (!template) {
    const near = matches.flatMap(({ nearMisses }) => nearMisses);
    const isInTheWay = near.some(({ machine }) => machine.path === importedAt);
    if (importedAt !== undefined && !isInTheWay) {
      return { others: [], finding: ok(`there is no template of ${ofImage} yet; this stack imports it`) };
    }
    const seen = new Set(near.map(({ machine, why }) => `${machine.path} ${why}`));
    const there = seen.size === 0 ? "no other node image is there" : [...seen].join("; ");
    const finding = wrongValue(
      wanted.path,
      `"${datacenter}", which has no template of TKr ${tkrVersion} with ${system}: ${there}`,
      `a template with the vApp properties ${images.map(describeWanted).join(" or ")}, whatever its name; ` +
        "a stack with tkg-edge:template imports the vendor's OVA",
    );
    return { others: [], finding };
  }
  const paths = [template, ...others].map(({ path }) => path);
  if (follows && !paths.includes(follows.templatePath)) {
    const { stack, templatePath } = follows;
    const finding = wrongValue(
      "tkg-edge:site.from.template",
      `"${stack}", whose template ${templatePath} is not of TKr ${tkrVersion} with ${system} in ${datacenter}`,
      `the stack that makes the template which TKG takes, ${template.path}; or pulumi up --stack ${stack}`,
    );
    return { template, others, finding };
  }
  return { template, others, finding: ok(`${template.path} is the template of ${ofImage}`) };
}

/**
 * The OS images that a TKr will have once it is installed, as far as the machines show: the vendor names them by the TKr
 * and a checksum.
 */
export function expectedImages(
  wanted: Pick<WantedTemplate, "tkrVersion" | "os" | "osVersion">,
  machines: readonly VirtualMachine[],
): readonly OsImage[] {
  const { tkrVersion, os, osVersion: wantedVersion } = wanted;
  const image = (ovaVersion: string, osVersion: string, arch: string): OsImage => ({
    name: "of the TKr that is not installed yet",
    kubernetesVersion: kubernetesVersion(tkrVersion),
    os,
    osVersion,
    arch,
    ovaVersion,
  });
  const likely = machines.flatMap(({ image: properties }) =>
    properties &&
    isOvaVersionOf(properties.version, tkrVersion) &&
    isOfSystem(wanted, { os: properties.distroName, osVersion: properties.distroVersion })
      ? [image(properties.version, properties.distroVersion, properties.distroArch)]
      : [],
  );
  const byVersion = new Map(likely.map((one) => [describeWanted(one), one]));
  return byVersion.size > 0
    ? [...byVersion.values()]
    : [
        image(
          `${tkrVersion}-...`,
          wantedVersion === undefined ? "..." : osVersionLabel(wantedVersion),
          "...",
        ),
      ];
}

/** What a site wants of vCenter. */
export function wantedBySite(site: SiteSpec): WantedTemplate {
  const { tkrVersion, os, osVersion, placement, templatePath, from } = site;
  return {
    path: "tkg-edge:site.placement.datacenter",
    datacenter: placement.datacenter,
    ...{ tkrVersion, os, osVersion },
    ...(templatePath !== undefined && { follows: { stack: from?.template ?? "", templatePath } }),
  };
}
