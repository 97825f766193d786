import { ok } from "../../environment/finding.js";
import { placesOf } from "../../environment/judgements/inventory.js";
import { askInventory } from "../../environment/questions/inventory.js";
import type { Check } from "../check.js";

export const inventory: Check = {
  name: "inventory",
  group: "vCenter",
  why: "A path that vCenter does not have ends in a virtual machine that is never cloned, long after the Cluster was made.",
  remedy: "compare with what there is: govc find / -type d, then govc find /DATACENTER",
  needs: ["vcenter-login"],
  sections: ["template", "site"],
  preview: "apart",
  async run({ spec, vcenter }) {
    const places = placesOf(spec);
    const findings = await askInventory(vcenter, places);
    return findings.length > 0 ? findings : ok(`every inventory path of ${places.length} sections`);
  },
};
