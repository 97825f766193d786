import { clusterKind } from "../../clients/resource-kinds.js";
import { fromProblem, ok, warning, type Check } from "../check.js";
import { endpointProblems, fullName, otherUsers } from "../endpoint-use.js";

export const endpointUnused: Check = {
  name: "endpoint-unused",
  group: "site",
  why: "Two clusters with one control plane address take it from each other, and neither stays reachable.",
  mend: "choose another tkg-edge:site.controlPlaneEndpoint, outside of the DHCP range",
  needs: ["management-reachable"],
  sections: ["site"],
  async run({ management, site }) {
    const clusters = await management.list(clusterKind);
    const problems = endpointProblems(site, clusters);
    if (problems.length > 0) return problems.map(fromProblem);
    const { controlPlaneEndpoint: address } = site;
    const { later } = otherUsers(site, address, clusters);
    if (later.length === 0) return ok(`no other Cluster has ${address}`);
    const seen = `the Cluster ${later.map(fullName).join(", ")}, which was created later, uses ${address} too`;
    return warning(seen, "an address of its own for each Cluster; delete or change the later one");
  },
};
