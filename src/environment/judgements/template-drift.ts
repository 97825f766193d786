/**
 * Whether the template is where the stack puts it, or the same under another name, which an import takes as well. Pure.
 */
import { recordedSha256 } from "../../clients/template-notes.js";
import type { TemplateSpec } from "../../config/stack-spec.js";
import { isOvaVersionOf } from "../../config/tkr-version.js";
import type { MachineFacts } from "../facts/machine-at.js";
import type { VirtualMachine } from "../facts/virtual-machine.js";
import { drifted, perhapsNew, type Finding } from "../finding.js";

export interface TemplateFindings {
  readonly findings: readonly Finding[];
  /** Paths of templates of the same TKr and operating system under other names, where none is at its place. */
  readonly elsewhere: readonly string[];
  /** SHA-256 that the template at its place records; undefined where none is there, or it records none. */
  readonly recorded?: string;
}

/** @param path at which the machine is */
export function judgePresence(path: string, { kind, notes }: MachineFacts): TemplateFindings {
  const recorded = recordedSha256(notes);
  return {
    findings: kind === "template" ? [] : [drifted(`${path} is a VM, not a template`)],
    elsewhere: [],
    ...(recorded !== undefined && { recorded }),
  };
}

/**
 * @param machines everything in the datacenter, of which nothing is at `path`
 * @param ovaSha256 of the stack's OVA, where it is known
 */
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
