/** Is the server at vCenter's address the one that the stack names? Pure. */
import type { CertificateFault } from "../../clients/server-certificate.js";
import type { VcenterConnection } from "../../config/connection.js";
import type { CertificateFacts } from "../facts/vcenter-certificate.js";
import { ok, unreadValue, warning, wrongValue, type Finding } from "../finding.js";

const key = (name: string) => `tkg-edge:connection.vcenter.${name}`;

const soonMilliseconds = 30 * 24 * 3600 * 1000;

/** @param now in milliseconds since the epoch. @returns what is found of the certificate, by the config key that fixes it */
export function certificateUse(
  vcenter: VcenterConnection,
  facts: CertificateFacts,
  now: number = Date.now(),
): Finding {
  const { server, thumbprint, caFile } = vcenter;
  if ("unreadable" in facts) {
    return wrongValue(key("caFile"), `"${caFile ?? ""}" (${facts.unreadable})`, "a PEM file with a CA");
  }
  if ("failure" in facts) {
    const { path, text } = facts.failure;
    const expected = `${text} (${facts.words})`;
    return path === key("server")
      ? wrongValue(path, `"${server}"`, expected)
      : unreadValue(path, `the certificate of ${server} cannot be read`, expected);
  }
  const { certificate, fault } = facts;
  if (fault) return explain(vcenter, fault, now);
  if (certificate.validTo.getTime() < now + soonMilliseconds) {
    return warning(
      `the certificate of ${server} ends at ${certificate.validTo.toISOString()}`,
      "one that is valid for another month",
      { remedy: "plan its renewal: every cluster that pins its thumbprint then needs the new one" },
    );
  }
  const how = [
    ...(thumbprint === undefined ? [] : ["has the thumbprint of the stack"]),
    ...(caFile === undefined ? [] : [`is verified by ${caFile}`]),
  ];
  if (how.length === 0) {
    return warning(
      `the certificate of ${server} is not verified (connection.vcenter.insecure)`,
      `a thumbprint; it shows ${certificate.thumbprint}`,
    );
  }
  return ok(`the certificate of ${server} ${how.join(" and ")}`);
}

function explain({ server, thumbprint, caFile }: VcenterConnection, fault: CertificateFault, now: number) {
  const { actual } = fault;
  if (fault.kind === "thumbprint") {
    return wrongValue(
      key("thumbprint"),
      `"${thumbprint ?? ""}"`,
      `the SHA-1 thumbprint of the certificate that ${server} shows. It shows "${actual.thumbprint}" ` +
        `(${actual.subject}): does not match. Use that one only if the administrator of this vCenter confirms it. ` +
        "No password was sent",
    );
  }
  const expired = actual.validTo.getTime() < now;
  const early = actual.validFrom.getTime() > now;
  const expected = early
    ? `a certificate of ${server} that is valid; the one it shows (${actual.subject}) is valid from ` +
      `${actual.validFrom.toISOString()} on. Is this machine's clock right (date)? No password was sent`
    : expired
      ? `a certificate of ${server} that is valid; the one it shows (${actual.subject}) expired at ` +
        `${actual.validTo.toISOString()}; the administrator of this vCenter must renew it. No password was sent`
      : `what verifies the certificate of ${server}: it shows ${actual.subject}, issued by ${actual.issuer} ` +
        `(${fault.reason}). No password was sent`;
  return caFile === undefined
    ? unreadValue(key("caFile"), `the certificate of ${server} is not verified`, expected)
    : wrongValue(key("caFile"), `"${caFile}"`, expected);
}
