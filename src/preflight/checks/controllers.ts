import { checkControllers } from "../../environment/questions/controllers.js";
import type { Check } from "../check.js";

export const controllersRunning: Check = {
  name: "controllers",
  group: "management cluster",
  why: "While its controller does not run, an applied Cluster or TKr is not reconciled, and no error is reported.",
  remedy: "inspect the controller: kubectl -n NAMESPACE describe deployment NAME, and the log of its pods",
  needs: ["management-reachable"],
  sections: ["management", "site"],
  run: ({ management }) => checkControllers(management),
};
