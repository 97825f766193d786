/** Is there a template for the new TKr's OS image? Looked up as TKG's own webhook does. */
import { osImagesOf } from "../../clients/os-image.js";
import { describeWanted, matchTemplates } from "../../clients/template-match.js";
import { vcenterAddress, withGovc } from "../../clients/vcenter.js";
import { virtualMachines } from "../../clients/virtual-machines.js";
import type { Prospect } from "./prospect.js";

/** @returns what is in the way */
export async function templateProblem({ input, management }: Prospect): Promise<string | undefined> {
  const { TKG_EDGE_TKR_VERSION: version, TKG_EDGE_OS: os, TKG_EDGE_DATACENTER: datacenter } = input;
  const images = await osImagesOf(management, version, os);
  if (images.length === 0) return `TKr ${version} has no OSImage for ${os}`;
  const machines = await withGovc(vcenterAddress(input), (govc) => virtualMachines(govc, datacenter));
  const matches = images.map((image) => matchTemplates(machines, image));
  if (matches.some(({ templates }) => templates.length > 0)) return undefined;
  const almost = matches.flatMap(({ nearMisses }) =>
    nearMisses.map(({ machine, why }) => `; ${machine.path} ${why}`),
  );
  const wanted = images.map(describeWanted).join(" or ");
  return `${datacenter} has no template with ${wanted}${almost.join("")}; "pulumi up" a stack with tkg-edge:template imports it`;
}
