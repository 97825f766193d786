import { posix } from "node:path";
import { withGovc, type VcenterAddress } from "../../clients/vcenter.js";
import { virtualMachines, type VirtualMachine } from "../../clients/virtual-machines.js";
import { machineAt } from "../../clients/vm-facts.js";
import type { TemplateSpec } from "../../config/stack-spec.js";
import { isOvaVersionOf } from "../../config/tkr-version.js";
import { changed, perhapsNew, type Finding } from "./finding.js";

export interface TemplateFindings {
  readonly findings: readonly Finding[];
  /** Paths of templates of the same TKr and operating system under other names, where none is at its place. */
  readonly elsewhere: readonly string[];
}

/** Whether the template is where the stack puts it, or the same under another name, which an import takes as well. */
export async function templateFindings(
  template: TemplateSpec,
  vcenter: VcenterAddress,
): Promise<TemplateFindings> {
  const path = posix.join(template.folder, template.name);
  return withGovc(vcenter, async (govc) => {
    const there = await machineAt(govc, path);
    if (there === "template") return { findings: [], elsewhere: [] };
    if (there === "machine") return { findings: [changed(`${path} is a VM, not a template`)], elsewhere: [] };
    return judgeAbsence(path, template, await virtualMachines(govc, template.datacenter));
  });
}

/** @param machines everything in the datacenter, of which nothing is at `path` */
export function judgeAbsence(
  path: string,
  { tkrVersion, os }: Pick<TemplateSpec, "tkrVersion" | "os">,
  machines: readonly VirtualMachine[],
): TemplateFindings {
  const same = machines.filter(
    ({ template, image }) =>
      template && image && isOvaVersionOf(image.version, tkrVersion) && image.distroName === os,
  );
  return {
    findings: same.length > 0 ? [] : [perhapsNew(`there is no VM template ${path}`)],
    elsewhere: same.map((machine) => machine.path),
  };
}
