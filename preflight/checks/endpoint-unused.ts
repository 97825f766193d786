import { fromProblem, ok, type Check } from "../check.js";
import { endpointProblems } from "../endpoint-use.js";
import { clusterKind } from "../surroundings.js";

export const endpointUnused: Check = {
  name: "endpoint-unused",
  group: "site",
  why: "Two clusters with one control plane address take it from each other, and neither stays reachable.",
  mend: "choose another tkg-edge:site.controlPlaneEndpoint, outside of the DHCP range",
  needs: ["management-reachable"],
  sections: ["site"],
  async run({ management, site }) {
    const problems = endpointProblems(site, await management.list(clusterKind));
    return problems.length > 0
      ? problems.map(fromProblem)
      : ok(`no other Cluster has ${site.controlPlaneEndpoint}`);
  },
};
