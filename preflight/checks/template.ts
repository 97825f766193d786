import { posix } from "node:path";
import { failure, ok, skipped, type Finding } from "../../environment/finding.js";
import { describeWanted, matchTemplates } from "../../environment/judgements/template-match.js";
import type { Check } from "../check.js";
import type { Surroundings, WantedImage } from "../surroundings.js";

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
  run: (surroundings) =>
    Promise.all(surroundings.wantedImages.map((wanted) => lookFor(surroundings, wanted))),
};

async function lookFor(surroundings: Surroundings, wanted: WantedImage): Promise<Finding> {
  const { spec } = surroundings;
  const own = spec.template;
  const imports =
    own?.tkrVersion === wanted.tkrVersion && own.os === wanted.os && own.datacenter === wanted.datacenter;
  const [image] = spec.connection.managementCluster ? await surroundings.osImages(wanted) : [];
  if (!image) return skipped(`known once TKr ${wanted.tkrVersion} is installed`);
  const { templates, nearMisses } = matchTemplates(await surroundings.machines(wanted.datacenter), image);
  const [found] = templates;
  if (found) return ok(`${found.path} is the template of ${image.name}`);
  const path = `tkg-edge:${wanted.section}${wanted.section === "site" ? ".placement" : ""}.datacenter`;
  const target = own && posix.join(own.folder, own.name);
  const inTheWay = nearMisses.find(({ machine }) => machine.path === target);
  if (imports && !inTheWay) return ok(`there is no template of ${image.name} yet; this stack imports it`);
  const near = nearMisses.map(({ machine, why }) => `${machine.path} ${why}`);
  const nothing = `no template in ${wanted.datacenter} fits`;
  return failure(
    near.length > 0 ? `${nothing}: ${near.join("; ")}` : `${nothing}, and no machine looks like one`,
    `a powered-off template with ${describeWanted(image)}`,
    { path },
  );
}
