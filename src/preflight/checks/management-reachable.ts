import { findingOf, ok } from "../../environment/finding.js";
import type { Check } from "../check.js";
import { unreachable } from "../unreachable.js";

export const managementReachable: Check = {
  name: "management-reachable",
  group: "management cluster",
  why: "Everything but the template is made on the management cluster.",
  remedy:
    "check tkg-edge:connection.managementCluster (kubeconfig, context), the network, and that its login has not expired",
  needs: ["tool-kubectl"],
  sections: ["management", "site"],
  preview: "apart",
  async run({ spec, management }) {
    const address = spec.connection.managementCluster;
    try {
      return ok(`Kubernetes ${await management.version()} answers in context ${address?.context ?? ""}`);
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      return findingOf(unreachable(address ?? { kubeconfig: "", context: "" }, said));
    }
  },
};
