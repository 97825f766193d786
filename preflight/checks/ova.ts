import { existsSync } from "node:fs";
import { posix } from "node:path";
import { ovaProperties } from "../../clients/ova-properties.js";
import { recordedSha256 } from "../../clients/template-notes.js";
import { ConfigurationError } from "../../config/problem.js";
import { failure, findingOf, ok, skipped } from "../../environment/finding.js";
import { describeProperties, describeWanted, fits } from "../../environment/judgements/template-match.js";
import type { Check } from "../check.js";
import { checkedOvaDigest, ovaNotes } from "../ova-file.js";
import { judgeOva } from "../template-digest.js";

export const ova: Check = {
  name: "ova",
  group: "vCenter",
  why: "An OVA that is incomplete, or of another build than the TKr names, is found out only after its upload.",
  remedy: "download the Tiny OVA of the right build again (docs/tiny-ova.md) and compare its checksum",
  needs: ["vcenter-login", "os-image"],
  sections: ["template"],
  timeoutSeconds: 600,
  async run(surroundings) {
    const { template, connection } = surroundings.spec;
    if (!template) return skipped("the stack imports no OVA");
    const path = "tkg-edge:template.ova";
    let remarks: readonly string[] = [];
    try {
      const digest = await checkedOvaDigest(template, undefined);
      const { problems, notes } = await ovaNotes(template);
      const machines = await surroundings.machines(template.datacenter);
      const own = posix.join(template.folder, template.name);
      const recorded = recordedSha256(machines.find((machine) => machine.path === own)?.annotation);
      const judgement = judgeOva(template, digest, { problems, notes }, { exists: false, recorded });
      if (judgement.problems.length > 0) return judgement.problems.map(findingOf);
      remarks = notes;
    } catch (error) {
      if (error instanceof ConfigurationError) return error.problems.map(findingOf);
      throw error;
    }
    if (!existsSync(template.ova))
      return skipped(`${template.ova} is not on this machine; its checksum is in the stack`);
    const properties = await ovaProperties(surroundings.govc, template.ova);
    const wanted = surroundings.wantedImages.find(({ section }) => section === "template");
    const [image] = wanted && connection.managementCluster ? await surroundings.osImages(wanted) : [];
    const seen = [`${template.ova} says ${describeProperties(properties)}`, ...remarks].join("; ");
    if (!image || fits(properties, image)) return ok(seen);
    return failure(seen, describeWanted(image), { path });
  },
};
