import { posix } from "node:path";
import { withGovc, type VcenterAddress } from "../../clients/vcenter.js";
import { virtualMachines, type VirtualMachine } from "../../clients/virtual-machines.js";
import { machineAt } from "../../clients/vm-facts.js";
import type { TemplateSpec } from "../../config/stack-spec.js";
import { changed, perhapsNew, type Finding } from "./finding.js";

/** Whether the template is where the stack puts it, or the same under another name, which an import takes as well. */
export async function templateFindings(template: TemplateSpec, vcenter: VcenterAddress): Promise<Finding[]> {
  const path = posix.join(template.folder, template.name);
  return withGovc(vcenter, async (govc) => {
    const there = await machineAt(govc, path);
    if (there === "template") return [];
    if (there === "machine") return [changed(`${path} is a VM, not a template`)];
    return judgeAbsence(path, template, await virtualMachines(govc, template.datacenter));
  });
}

/** @param machines everything in the datacenter, of which nothing is at `path` */
export function judgeAbsence(
  path: string,
  { tkrVersion, os }: Pick<TemplateSpec, "tkrVersion" | "os">,
  machines: readonly VirtualMachine[],
): Finding[] {
  const same = machines.some(
    ({ template, image }) =>
      template && image?.version.startsWith(tkrVersion) === true && image.distroName === os,
  );
  return same ? [] : [perhapsNew(`there is no VM template ${path}`)];
}
