import { skipped, type Finding } from "../../environment/finding.js";
import type { CheckContext, WantedImage } from "../check-context.js";
import type { Check } from "../check.js";
import type { RebuildQuestion } from "../new-cluster.js";
import { templateOfRebuild, wantedTemplate } from "../wanted-template.js";

const question: RebuildQuestion = {
  proves: "template",
  by: "vApp properties of the datacenter's templates, as TKG compares them",
  async check(prospect) {
    const use = await templateOfRebuild(prospect);
    return use?.finding ?? skipped(`known once TKr ${prospect.site.tkrVersion} is installed`);
  },
};

export const template: Check = {
  name: "template",
  group: "vCenter",
  why:
    "TKG's admission refuses a Cluster when no powered-off VM template of the datacenter has the vApp properties of the " +
    "TKr's OS image. Its name and folder do not matter.",
  remedy:
    "pulumi up a stack with a tkg-edge:template section, or import the right OVA and convert it to a template",
  needs: ["vcenter-login", "inventory", "os-image"],
  sections: ["template", "site"],
  preview: "apart",
  rebuild: question,
  roll: question,
  run: (context) => Promise.all(context.wantedImages.map((wanted) => missing(context, wanted))),
};

async function missing(context: CheckContext, wanted: WantedImage): Promise<Finding> {
  const use = await wantedTemplate(context, wanted);
  return use?.finding ?? skipped(`known once TKr ${wanted.tkrVersion} is installed`);
}
