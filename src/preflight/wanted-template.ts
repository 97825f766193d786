/** The template that a section of a stack wants, for the checks that need it. */
import { placeOfTemplate } from "../config/template.js";
import { wantedBySite, type TemplateUse, type WantedTemplate } from "../environment/judgements/template.js";
import { checkTemplate } from "../environment/questions/template.js";
import type { NewCluster } from "./new-cluster.js";
import type { Surroundings, WantedImage } from "./surroundings.js";

/** @returns undefined where that cannot be known yet: without a management cluster, or an OS image of the TKr */
export async function wantedTemplate(
  surroundings: Surroundings,
  image: WantedImage,
): Promise<TemplateUse | undefined> {
  const { connection } = surroundings.spec;
  if (!connection.managementCluster) return undefined;
  return checkTemplate(surroundings.management, surroundings.vcenter, describe(surroundings, image));
}

/** Of the Cluster that a rebuild is to make. */
export function templateOfRebuild(prospect: NewCluster): Promise<TemplateUse | undefined> {
  const { facts, management, vcenter, datacenter, site } = prospect;
  const { tkrVersion, os } = site;
  const wanted = { path: "tkg-edge:site.placement.datacenter", datacenter, tkrVersion, os };
  return checkTemplate(management, facts.vcenter(vcenter), wanted);
}

function describe({ spec }: Surroundings, image: WantedImage): WantedTemplate {
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
