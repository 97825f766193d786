import { vsphereSupport } from "../../config/vsphere-support.js";
import { skipped } from "../../environment/finding.js";
import { supportedVcenter } from "../../environment/judgements/vcenter-login.js";
import type { Check } from "../check.js";

export const vcenterVersion: Check = {
  name: "vcenter-version",
  group: "vCenter",
  why: "The vendor supports single-node clusters of TKG 2.1 and 2.2 on vSphere 8 alone, those of later releases on 7 and 8.",
  remedy: "name a vCenter of a supported version in tkg-edge:connection.vcenter.server (docs/releases.md)",
  needs: ["vcenter-login"],
  sections: ["template", "site"],
  async run({ spec, vcenter }) {
    const login = await vcenter.login();
    return login.result === "accepted"
      ? supportedVcenter(login.about, vsphereSupport(spec))
      : skipped("known once the login is accepted");
  },
};
