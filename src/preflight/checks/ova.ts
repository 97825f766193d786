import { recordedSha256 } from "../../clients/template-notes.js";
import { placeOfTemplate } from "../../config/template.js";
import { ok, skipped, type Finding } from "../../environment/finding.js";
import { ovaFit } from "../../environment/judgements/ova-image.js";
import { judgeOva } from "../../environment/judgements/template-digest.js";
import { describeProperties } from "../../environment/judgements/template-match.js";
import { checkArchive, checkOva } from "../../environment/questions/ova.js";
import type { Check } from "../check.js";

export const ova: Check = {
  name: "ova",
  group: "vCenter",
  why: "An OVA that is incomplete, or of another build than the TKr names, is found out only after its upload.",
  remedy: "download the Tiny OVA of the right build again (docs/tiny-ova.md) and compare its checksum",
  needs: ["vcenter-login", "os-image"],
  sections: ["template"],
  preview: "apart",
  timeoutSeconds: 600,
  async run(context): Promise<Finding | readonly Finding[]> {
    const { spec, facts } = context;
    const { template } = spec;
    if (!template) return skipped("the stack imports no OVA");
    const file = facts.ova(template.ova);
    // Its disk is compared by template-disk.
    const { sha256, findings } = await checkOva(file, template, undefined);
    if (sha256 === undefined) return findings;
    const path = placeOfTemplate(template);
    const machines = await context.vcenter.machines(template.datacenter);
    const recorded = recordedSha256(machines.find((machine) => machine.path === path)?.annotation);
    const judgement = judgeOva(path, sha256, await checkArchive(file), { exists: false, recorded });
    if (judgement.findings.length > 0) return judgement.findings;
    if ((await file.sha256()) === undefined)
      return skipped(`${template.ova} is not on this machine; its checksum is in the stack`);
    const properties = await context.vcenter.ovaProperties(template.ova);
    const { tkrVersion, os, osVersion } = template;
    const finding = spec.connection.managementCluster
      ? ovaFit(
          {
            ova: template.ova,
            tkrVersion,
            os,
            osVersion,
            isPending: await context.installs(tkrVersion),
          },
          properties,
          await context.management.osImagesOf(tkrVersion, { os, osVersion }),
        )
      : ok(`${template.ova} is ${describeProperties(properties)}`);
    return { ...finding, seen: [finding.seen, ...judgement.notes].join("; ") };
  },
};
