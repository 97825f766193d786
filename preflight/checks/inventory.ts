import { findingOf, ok } from "../../environment/finding.js";
import type { Check } from "../check.js";
import { inventoryProblems, lookAsPatternWith, placesOf } from "../inventory.js";

export const inventory: Check = {
  name: "inventory",
  group: "vCenter",
  why: "A path that vCenter does not have ends in a virtual machine that is never cloned, long after the Cluster was made.",
  remedy: "compare with what there is: govc find / -type d, then govc find /DATACENTER",
  needs: ["vcenter-login"],
  sections: ["template", "site"],
  async run(surroundings) {
    const places = placesOf(surroundings.spec);
    const problems = await inventoryProblems(
      places,
      (path) => surroundings.lookAtPath(path),
      (path) => lookAsPatternWith(surroundings.govc)(path),
    );
    return problems.length > 0
      ? problems.map(findingOf)
      : ok(`every inventory path of ${places.length} sections`);
  },
};
