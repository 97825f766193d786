import { posix } from "node:path";
import { recordedSha256 } from "../../clients/template-notes.js";
import { withGovc, type VcenterAddress } from "../../clients/vcenter.js";
import { virtualMachines, type VirtualMachine } from "../../clients/virtual-machines.js";
import { machineAt } from "../../clients/vm-facts.js";
import type { TemplateSpec } from "../../config/stack-spec.js";
import { isOvaVersionOf } from "../../config/tkr-version.js";
import { drifted, perhapsNew, type Finding } from "../../environment/finding.js";

export interface TemplateFindings {
  readonly findings: readonly Finding[];
  /** Paths of templates of the same TKr and operating system under other names, where none is at its place. */
  readonly elsewhere: readonly string[];
  /** SHA-256 that the template at its place records; undefined where none is there, or it records none. */
  readonly recorded?: string;
}

/**
 * Whether the template is where the stack puts it, or the same under another name, which an import takes as well.
 * @param ovaSha256 of the stack's OVA, where it is known
 */
export async function templateFindings(
  template: TemplateSpec,
  vcenter: VcenterAddress,
  ovaSha256: string | undefined,
): Promise<TemplateFindings> {
  const path = posix.join(template.folder, template.name);
  return withGovc(vcenter, async (govc) => {
    const there = await machineAt(govc, path);
    if (!there) {
      return judgeAbsence(path, template, await virtualMachines(govc, template.datacenter), ovaSha256);
    }
    const recorded = recordedSha256(there.notes);
    return {
      findings: there.kind === "template" ? [] : [drifted(`${path} is a VM, not a template`)],
      elsewhere: [],
      ...(recorded !== undefined && { recorded }),
    };
  });
}

/** @param machines everything in the datacenter, of which nothing is at `path` */
export function judgeAbsence(
  path: string,
  { tkrVersion, os }: Pick<TemplateSpec, "tkrVersion" | "os">,
  machines: readonly VirtualMachine[],
  ovaSha256?: string,
): TemplateFindings {
  const recordsAnother = (notes: string | undefined): boolean => {
    const recorded = recordedSha256(notes);
    return recorded !== undefined && ovaSha256 !== undefined && recorded !== ovaSha256;
  };
  const same = machines.filter(
    ({ template, image, annotation }) =>
      template &&
      image &&
      isOvaVersionOf(image.version, tkrVersion) &&
      image.distroName === os &&
      !recordsAnother(annotation),
  );
  return {
    findings: same.length > 0 ? [] : [perhapsNew(`there is no VM template ${path}`)],
    elsewhere: same.map((machine) => machine.path),
  };
}
