/** Is there a template for the new TKr's OS image? Looked up as TKG's own webhook does. */
import { vcenterOf } from "../../contracts/fields.js";
import { askOsImage } from "../../environment/questions/os-image.js";
import { askTemplate } from "../../environment/questions/template.js";
import { inTheWay } from "./in-the-way.js";
import type { Prospect } from "./prospect.js";

/** @returns what is in the way */
export async function templateProblem({ input, facts }: Prospect): Promise<string | undefined> {
  const { tkrVersion, os, datacenter } = input;
  const management = facts.managementCluster(input.management);
  const count = inTheWay(await askOsImage(management, { path: "tkg-edge:site.os", os, tkrVersion }));
  if (count !== undefined) return count;
  const wanted = { path: "tkg-edge:site.placement.datacenter", datacenter, tkrVersion, os };
  const use = await askTemplate(management, facts.vcenter(vcenterOf(input)), wanted);
  // A TKr that is not there is reported by the proof of it.
  return use && inTheWay(use.finding);
}
