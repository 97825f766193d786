import { askControllers } from "../../environment/questions/controllers.js";
import type { Check } from "../check.js";

export const controllersRunning: Check = {
  name: "controllers",
  group: "management cluster",
  why: "A Cluster or TKr that is applied while its controller does not run stays as it is, without any error.",
  remedy: "look at the controller: kubectl -n NAMESPACE describe deployment NAME, and at the log of its pods",
  needs: ["management-reachable"],
  sections: ["management", "site"],
  run: ({ management }) => askControllers(management),
};
