import { ovaArchiveState } from "../clients/ova-archive.js";
import { ovaDiskGiB } from "../clients/ova-descriptor.js";
import { ovaDigest } from "../clients/ova-digest.js";
import { ConfigurationError, type Problem } from "../config/problem.js";
import type { SiteSpec, StackSpec, TemplateSpec } from "../config/stack-spec.js";

/**
 * @returns SHA-256 of the stack's OVA: of the file, or where the file is not on this machine, as the stack says
 * @throws ConfigurationError when neither is known or they differ, or the stack's site cannot be cloned from it
 */
export async function checkedOvaDigest(template: TemplateSpec, site: StackSpec["site"]): Promise<string> {
  const actual = await ovaDigest(template.ova);
  const said = template.sha256;
  const problems = site && clonedFrom(template, site) ? await diskProblems(template, site) : [];
  if (actual === undefined && said === undefined) {
    problems.unshift({
      path: "tkg-edge:template.ova",
      found: `"${template.ova}", which does not exist`,
      expected:
        "the path of the Tiny OVA that was downloaded from the vendor (docs/tiny-ova.md), " +
        "or the OVA's tkg-edge:template.sha256 where its template is in vCenter already",
    });
  }
  if (actual !== undefined && said !== undefined && actual !== said) {
    problems.unshift({
      path: "tkg-edge:template.sha256",
      found: `"${said}"`,
      expected: `the checksum of ${template.ova}, which is ${actual}; is the file complete and the right one?`,
    });
  }
  if (problems.length > 0) throw new ConfigurationError(problems);
  return actual ?? said ?? "";
}

const clonedFrom = (template: TemplateSpec, site: SiteSpec): boolean =>
  template.tkrVersion === site.tkrVersion && template.os === site.os;

async function diskProblems({ ova }: TemplateSpec, { machine }: SiteSpec): Promise<Problem[]> {
  const diskGiB = await ovaDiskGiB(ova);
  if (diskGiB === undefined || diskGiB <= machine.diskGiB) return [];
  return [
    {
      path: "tkg-edge:site.machine.diskGiB",
      found: String(machine.diskGiB),
      expected: `at least ${Math.ceil(diskGiB)}, the disk of ${ova}: a clone's disk can only grow`,
    },
  ];
}

/** What is wrong with the OVA itself, and what is worth knowing of it. */
export interface OvaNotes {
  readonly problems: readonly Problem[];
  /** Sentences. */
  readonly notes: readonly string[];
}

/** Nothing where the file is not on this machine, or cannot be read: `checkedOvaDigest` reports that. */
export async function ovaNotes({ ova }: Pick<TemplateSpec, "ova">): Promise<OvaNotes> {
  const state = await ovaArchiveState(ova).catch(() => undefined);
  const { faults = [], notes = [] } = state ?? {};
  return {
    problems: faults.map((fault) => ({
      path: "tkg-edge:template.ova",
      found: `"${ova}", which ${fault}`,
      expected:
        "the OVA as the vendor offers it: download it again (docs/tiny-ova.md), and compare its SHA-256 with the vendor's",
    })),
    notes: notes.map((note) => `${ova} ${note}`),
  };
}
