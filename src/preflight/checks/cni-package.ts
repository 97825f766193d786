import { failure, ok, skipped } from "../../environment/finding.js";
import type { Check } from "../check.js";

export const cniPackage: Check = {
  name: "cni-package",
  group: "management cluster",
  why: "A container network that the TKr does not offer is refused when the ClusterBootstrap is made.",
  remedy: "choose a site.cni that the TKr offers: kubectl get tkr NAME -o yaml, spec.bootstrapPackages",
  needs: ["tkr"],
  sections: ["site"],
  preview: "new site",
  async run(surroundings) {
    const { cni, tkrVersion } = surroundings.site;
    const found = await surroundings.tkr(tkrVersion);
    if (!found) return skipped(`known once TKr ${tkrVersion} is installed`);
    const offered = found.packages.find((name) => name.startsWith(`${cni}.`));
    return offered !== undefined
      ? ok(offered)
      : failure(`TKr ${tkrVersion} offers no package for ${cni}`, `a package ${cni}.…`, {
          path: "tkg-edge:site.cni",
        });
  },
};
