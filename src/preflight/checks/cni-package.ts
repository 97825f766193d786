import { checkCniPackage } from "../../environment/questions/packages.js";
import type { Check } from "../check.js";

export const cniPackage: Check = {
  name: "cni-package",
  group: "management cluster",
  why: "A container network that the TKr does not offer is refused when the ClusterBootstrap is created.",
  remedy: "choose a site.cni that the TKr offers: kubectl get tkr NAME -o yaml, spec.bootstrapPackages",
  needs: ["tkr"],
  sections: ["site"],
  preview: "new site",
  run: ({ management, site }) => checkCniPackage(management, site),
};
