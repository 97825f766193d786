import { checkManagementReachable } from "../../environment/questions/management-reachable.js";
import type { Check } from "../check.js";

export const managementReachable: Check = {
  name: "management-reachable",
  group: "management cluster",
  why: "Everything but the template is created on the management cluster.",
  remedy:
    "check tkg-edge:connection.managementCluster (kubeconfig, context), the network, and that its login has not expired",
  needs: ["tool-kubectl"],
  sections: ["management", "site"],
  preview: "apart",
  run: async ({ managementAddress, management }) => checkManagementReachable(managementAddress, management),
};
