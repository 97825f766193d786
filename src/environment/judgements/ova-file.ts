/** Whether the file of an OVA is the one that the stack names, and whole. Pure. */
import type { ArchiveState } from "../../clients/remembered-facts.js";
import type { TemplateSpec } from "../../config/stack-spec.js";
import { wrongValue, type Finding } from "../finding.js";

/** SHA-256 of a stack's OVA, as far as it is known and agrees. */
export interface OvaDigest {
  /** Of the file, or where the file is not on this machine, as the stack configures it. */
  readonly sha256?: string;
  readonly findings: readonly Finding[];
}

/** @param actual SHA-256 of the file; undefined where it is not on this machine */
export function ovaDigestOf(
  { ova, sha256: configured }: Pick<TemplateSpec, "ova" | "sha256">,
  actual: string | undefined,
): OvaDigest {
  const sha256 = actual ?? configured;
  if (sha256 === undefined) {
    const finding = wrongValue(
      "tkg-edge:template.ova",
      `"${ova}", which does not exist`,
      "the path of the Tiny OVA that was downloaded from the vendor (docs/tiny-ova.md), " +
        "or the OVA's tkg-edge:template.sha256 where its template is in vCenter already",
    );
    return { findings: [finding] };
  }
  if (configured === undefined || configured === sha256) return { sha256, findings: [] };
  const finding = wrongValue(
    "tkg-edge:template.sha256",
    `"${configured}"`,
    `the checksum of ${ova}, which is ${sha256}; is the file complete and the right one?`,
  );
  return { findings: [finding] };
}

/** What is wrong with the OVA itself, and what is worth knowing of it. */
export interface OvaArchive {
  readonly faults: readonly Finding[];
  /** Sentences. */
  readonly notes: readonly string[];
}

/** @param state undefined where the file is not on this machine, or cannot be read: `ovaDigestOf` reports that */
export function ovaArchive(ova: string, state: ArchiveState | undefined): OvaArchive {
  const { faults = [], notes = [] } = state ?? {};
  return {
    faults: faults.map((fault) =>
      wrongValue(
        "tkg-edge:template.ova",
        `"${ova}", which ${fault}`,
        "the OVA as the vendor offers it: download it again (docs/tiny-ova.md), and compare its SHA-256 with the vendor's",
      ),
    ),
    notes: notes.map((note) => `${ova} ${note}`),
  };
}
