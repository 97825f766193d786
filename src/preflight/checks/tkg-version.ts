import { checkTkgRelease } from "../../environment/questions/tkg-release.js";
import type { Check } from "../check.js";

export const tkgVersion: Check = {
  name: "tkg-version",
  group: "management cluster",
  why: "A tiny TKr belongs to one TKG release; an older management cluster knows neither it nor every class variable.",
  remedy:
    "name the management cluster of the right release in tkg-edge:connection.managementCluster, or choose the TKr that belongs to it",
  needs: ["management-reachable"],
  sections: ["management", "site"],
  preview: "new site",
  run: ({ management, tkrVersions }) => checkTkgRelease(management, tkrVersions),
};
