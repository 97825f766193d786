import { checkRights } from "../../environment/questions/rights.js";
import type { Check } from "../check.js";

export const managementRights: Check = {
  name: "management-rights",
  group: "management cluster",
  why:
    "A missing right shows only when it is used: the plan of a preview does not need the right to write, and pulumi up then " +
    "stops half-way.",
  remedy:
    "tkg-edge permissions prints the roles that the stack needs (docs/permissions.md); an administrator of the management " +
    "cluster applies them",
  needs: ["management-reachable"],
  sections: ["management", "site"],
  // The rights are asked for one after the other.
  timeoutSeconds: 90,
  run: ({ spec, management }) => checkRights(management, spec),
};
