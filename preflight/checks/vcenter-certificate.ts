import { findingOf, ok, warning } from "../../environment/finding.js";
import type { Check } from "../check.js";
import { lookAtVcenterCertificate } from "../vcenter-certificate.js";

const soonMilliseconds = 30 * 24 * 3600 * 1000;

export const vcenterCertificate: Check = {
  name: "vcenter-certificate",
  group: "vCenter",
  why: "A certificate that is not the one expected is somebody else's server, or a renewed one that no cluster trusts.",
  remedy:
    "openssl s_client -connect SERVER:443 </dev/null | openssl x509 -fingerprint -sha1 -noout, confirmed by the administrator of " +
    "vCenter, into tkg-edge:connection.vcenter.thumbprint; or its CA's file into caFile",
  needs: [],
  sections: ["template", "site"],
  async run({ spec }) {
    const { vcenter } = spec.connection;
    if (!vcenter) return { severity: "skipped", seen: "the stack names no vCenter" };
    const { certificate, problems } = await lookAtVcenterCertificate(vcenter);
    if (problems.length > 0 || !certificate) return problems.map(findingOf);
    const until = certificate.validTo.toISOString();
    if (certificate.validTo.getTime() < Date.now() + soonMilliseconds) {
      return warning(
        `the certificate of ${vcenter.server} ends at ${until}`,
        "one that is valid for another month",
        {
          remedy: "plan its renewal: every cluster that pins its thumbprint then needs the new one",
        },
      );
    }
    const how = [
      ...(vcenter.thumbprint === undefined ? [] : ["has the thumbprint of the stack"]),
      ...(vcenter.caFile === undefined ? [] : [`is verified by ${vcenter.caFile}`]),
    ];
    if (how.length === 0) {
      return warning(
        `the certificate of ${vcenter.server} is not verified, as connection.vcenter.insecure asks`,
        `a thumbprint; it shows ${certificate.thumbprint}`,
      );
    }
    return ok(`the certificate of ${vcenter.server} ${how.join(" and ")}`);
  },
};
