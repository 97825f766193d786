import { placesOf } from "../../environment/judgements/inventory.js";
import { checkPrivileges } from "../../environment/questions/privileges.js";
import type { Check } from "../check.js";

export const privileges: Check = {
  name: "vcenter-privileges",
  group: "vCenter",
  why: "A missing privilege shows only when a machine is cloned, configured or deleted, as a Cluster that never gets Ready.",
  remedy:
    "give the user a role with the privileges named on the objects named, propagated to what is below them",
  needs: ["inventory"],
  sections: ["template", "site"],
  run: ({ spec, vcenter }) => checkPrivileges(vcenter, placesOf(spec)),
};
