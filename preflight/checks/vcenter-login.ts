import { findingOf, ok } from "../../environment/finding.js";
import type { Check } from "../check.js";
import { vcenterLoginProblems } from "../vcenter-login.js";

export const vcenterLogin: Check = {
  name: "vcenter-login",
  group: "vCenter",
  why: "The same user and password are given to the cluster; TKG's admission logs in with them.",
  remedy: "pulumi config set --secret tkg-edge:vcenterPassword, and check connection.vcenter.username",
  needs: ["tool-govc", "vcenter-certificate"],
  sections: ["template", "site"],
  async run({ spec, vcenter }) {
    const connection = spec.connection.vcenter;
    if (!connection) return { severity: "skipped", seen: "the stack names no vCenter" };
    const problems = await vcenterLoginProblems(connection, vcenter.password);
    return problems.length > 0
      ? problems.map(findingOf)
      : ok(`${connection.username} may log in to ${connection.server}`);
  },
};
