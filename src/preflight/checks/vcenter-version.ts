import { skipped } from "../../environment/finding.js";
import { supportedVcenter } from "../../environment/judgements/vcenter-login.js";
import type { Check } from "../check.js";

export const vcenterVersion: Check = {
  name: "vcenter-version",
  group: "vCenter",
  why: "The vendor supports single-node clusters of TKG 2.1 and 2.2 on vSphere 8 alone.",
  remedy: "name a vCenter of version 8 in tkg-edge:connection.vcenter.server",
  needs: ["vcenter-login"],
  sections: ["template", "site"],
  async run({ vcenter }) {
    const login = await vcenter.login();
    return login.result === "accepted"
      ? supportedVcenter(login.about)
      : skipped("known once the login is accepted");
  },
};
