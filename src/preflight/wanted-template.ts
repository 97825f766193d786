/** The template that a section of a stack wants, for the checks that need it. */
import { placeOfTemplate } from "../config/template.js";
import { wantedBySite, type TemplateUse, type WantedTemplate } from "../environment/judgements/template.js";
import { checkTemplate } from "../environment/questions/template.js";
import type { CheckContext, WantedImage } from "./check-context.js";
import type { NewCluster } from "./new-cluster.js";

/** @returns undefined where that cannot be known yet: without a management cluster, or an OS image of the TKr */
export async function wantedTemplate(
  context: CheckContext,
  image: WantedImage,
): Promise<TemplateUse | undefined> {
  const { connection } = context.spec;
  if (!connection.managementCluster) return undefined;
  return checkTemplate(context.management, context.vcenter, describe(context, image));
}

/** Of the Cluster that a rebuild is to make. */
export function templateOfRebuild(prospect: NewCluster): Promise<TemplateUse | undefined> {
  const { facts, management, vcenter, datacenter, site } = prospect;
  const { tkrVersion, os } = site;
  const wanted = { path: "tkg-edge:site.placement.datacenter", datacenter, tkrVersion, os };
  return checkTemplate(management, facts.vcenter(vcenter), wanted);
}

function describe({ spec }: CheckContext, image: WantedImage): WantedTemplate {
  const { tkrVersion, os, osVersion, datacenter, section } = image;
  const { template: own, site } = spec;
  const isSystem = own?.os === os && (osVersion === undefined || own.osVersion === osVersion);
  const imports = isSystem && own.tkrVersion === tkrVersion && own.datacenter === datacenter;
  return {
    ...(section === "site" && site
      ? wantedBySite(site)
      : { path: "tkg-edge:template.datacenter", tkrVersion, os, osVersion, datacenter }),
    ...(imports && { importedAt: placeOfTemplate(own) }),
  };
}
