/** Is there a template for the new TKr's OS image? Looked up as TKG's own webhook does. */
import { withGovc } from "../../clients/vcenter.js";
import { virtualMachines } from "../../clients/virtual-machines.js";
import { vcenterOf } from "../../contracts/fields.js";
import { describeWanted, matchTemplates } from "../../environment/judgements/template-match.js";
import { askOsImage } from "../../environment/questions/os-image.js";
import { inTheWay } from "./in-the-way.js";
import type { Prospect } from "./prospect.js";

/** @returns what is in the way */
export async function templateProblem({ input, facts }: Prospect): Promise<string | undefined> {
  const { tkrVersion: version, os, datacenter } = input;
  const management = facts.managementCluster(input.management);
  const count = inTheWay(await askOsImage(management, { path: "tkg-edge:site.os", os, tkrVersion: version }));
  if (count !== undefined) return count;
  const images = await management.osImagesOf(version, os);
  // A TKr that is not there is reported by the proof of it.
  if (images.length === 0) return undefined;
  const machines = await withGovc(vcenterOf(input), (govc) => virtualMachines(govc, datacenter));
  const matches = images.map((image) => matchTemplates(machines, image));
  if (matches.some(({ templates }) => templates.length > 0)) return undefined;
  const almost = matches.flatMap(({ nearMisses }) =>
    nearMisses.map(({ machine, why }) => `; ${machine.path} ${why}`),
  );
  const wanted = images.map(describeWanted).join(" or ");
  return `${datacenter} has no template with ${wanted}${almost.join("")}; "pulumi up" a stack with tkg-edge:template imports it`;
}
