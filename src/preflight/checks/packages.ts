import { checkPackages } from "../../environment/questions/packages.js";
import type { Check } from "../check.js";

export const packages: Check = {
  name: "packages",
  group: "management cluster",
  why: "TKG's admission refuses a ClusterBootstrap whose packages, or Secrets with their values, are missing.",
  remedy:
    "name a Package of kubectl get packages -n tkg-system in site.packages.additional; create the Secrets of secretRef in the " +
    "namespace of the Cluster",
  needs: ["tkr"],
  sections: ["site"],
  preview: "new site",
  run: ({ management, site }) => checkPackages(management, site),
};
