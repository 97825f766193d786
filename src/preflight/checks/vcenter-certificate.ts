import { skipped } from "../../environment/finding.js";
import { checkCertificate } from "../../environment/questions/vcenter.js";
import type { Check } from "../check.js";

export const vcenterCertificate: Check = {
  name: "vcenter-certificate",
  group: "vCenter",
  why: "A certificate that is not the one expected is another server's, or a renewed one that no cluster trusts.",
  remedy:
    "openssl s_client -connect SERVER:443 </dev/null | openssl x509 -fingerprint -sha1 -noout, confirmed by the administrator of " +
    "vCenter, into tkg-edge:connection.vcenter.thumbprint; or its CA's file into caFile",
  needs: [],
  sections: ["template", "site"],
  preview: "apart",
  run: async ({ spec, facts }) => {
    const { vcenter } = spec.connection;
    return vcenter ? checkCertificate(facts, vcenter) : skipped("the stack names no vCenter");
  },
};
