import { skipped } from "../../environment/finding.js";
import { checkLogin } from "../../environment/questions/vcenter.js";
import type { Check } from "../check.js";

export const vcenterLogin: Check = {
  name: "vcenter-login",
  group: "vCenter",
  why: "The same user and password are given to the cluster; TKG's admission logs in with them.",
  remedy: "pulumi config set --secret tkg-edge:vcenterPassword, and check connection.vcenter.username",
  needs: ["tool-govc", "vcenter-certificate"],
  sections: ["template", "site"],
  preview: "apart",
  rebuild: {
    proves: "vCenter login",
    by: "a login with the stack's password",
    check: ({ facts, vcenter }) => checkLogin(facts, vcenter),
  },
  run: async (context) =>
    context.spec.connection.vcenter
      ? checkLogin(context.facts, context.vcenterAddress)
      : skipped("the stack names no vCenter"),
};
