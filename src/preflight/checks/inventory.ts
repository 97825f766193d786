import { ok } from "../../environment/finding.js";
import { placesOf } from "../../environment/judgements/inventory.js";
import { checkPaths } from "../../environment/questions/inventory.js";
import type { Check } from "../check.js";

export const inventory: Check = {
  name: "inventory",
  group: "vCenter",
  why: "With a path that vCenter does not have, the virtual machine is never cloned, which shows long after the Cluster is created.",
  remedy: "compare with the existing paths: govc find / -type d, then govc find /DATACENTER",
  needs: ["vcenter-login"],
  sections: ["template", "site"],
  preview: "apart",
  async run({ spec, vcenter }) {
    const places = placesOf(spec);
    const findings = await checkPaths(vcenter, places);
    return findings.length > 0 ? findings : ok(`every inventory path of ${places.length} sections`);
  },
};
