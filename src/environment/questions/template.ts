/** Is there a template of the TKr's OS image, and can the node be cloned from it? */
import type { SiteSpec } from "../../config/stack-spec.js";
import type { ManagementFacts } from "../facts/management-facts.js";
import type { VcenterFacts } from "../facts/vcenter-facts.js";
import type { Finding } from "../finding.js";
import { cloneDisk, templateDiskOf } from "../judgements/clone-disk.js";
import {
  expectedImages,
  templateUse,
  type TemplateUse,
  type WantedTemplate,
} from "../judgements/template.js";

/**
 * @param isPending the TKr is still to be installed: while its OS images are not there, those that it will have are used
 * @returns undefined where the TKr has no OS image of that operating system, which the question for it answers
 * @throws UserError when the management cluster or vCenter does not answer
 */
export async function checkTemplate(
  management: ManagementFacts,
  vcenter: VcenterFacts,
  wanted: WantedTemplate,
  isPending = false,
): Promise<TemplateUse | undefined> {
  const images = await management.osImagesOf(wanted.tkrVersion, wanted);
  if (images.length === 0 && !isPending) return undefined;
  const machines = await vcenter.machines(wanted.datacenter);
  return templateUse(wanted, images.length === 0 ? expectedImages(wanted, machines) : images, machines);
}

/** What is found of a template, with its disk where it is the right one. */
export function findingsOf(use: TemplateUse, site: SiteSpec): readonly Finding[] {
  const { finding } = use;
  const disk = finding.severity === "ok" ? templateDiskOf(use) : undefined;
  return disk ? [finding, cloneDisk(site, disk)] : [finding];
}
