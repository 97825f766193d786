/** Is the OVA of a stack the one that it names, whole, and can the stack's site be cloned from it? */
import type { SiteSpec, TemplateSpec } from "../../config/stack-spec.js";
import type { OvaFacts } from "../facts/ova.js";
import { cloneDisk } from "../judgements/clone-disk.js";
import { ovaArchive, ovaDigestOf, type OvaArchive, type OvaDigest } from "../judgements/ova-file.js";

/** @param site where it is cloned from this OVA, its disk is compared too */
export async function checkOva(
  ova: OvaFacts,
  template: Pick<TemplateSpec, "ova" | "sha256" | "tkrVersion" | "os">,
  site: SiteSpec | undefined,
): Promise<OvaDigest> {
  const isCloned = site?.tkrVersion === template.tkrVersion && site.os === template.os;
  const [digest, diskGiB] = await Promise.all([ova.sha256(), isCloned ? ova.diskGiB() : undefined]);
  const { findings, ...known } = ovaDigestOf(template, digest);
  if (!site || diskGiB === undefined) return { findings, ...known };
  const disk = cloneDisk(site, { path: template.ova, kind: "OVA", diskGiB });
  return { ...known, findings: disk.severity === "failure" ? [...findings, disk] : findings };
}

/** Nothing where the file is not on this machine, or cannot be read: `checkOva` reports that. */
export async function checkArchive(ova: OvaFacts): Promise<OvaArchive> {
  return ovaArchive(ova.file, await ova.archive().catch(() => undefined));
}
