/** Is the server at vCenter's address the one that the stack names? Asked before any password is sent there. */
import { causeOfError } from "../clients/failure-cause.js";
import {
  authoritiesFor,
  certificateFault,
  readServerCertificate,
  type CertificateFault,
  type ServerCertificate,
} from "../clients/server-certificate.js";
import { vcenterFailure } from "../clients/vcenter-failure.js";
import type { VcenterConnection } from "../config/connection.js";
import type { Problem } from "../config/problem.js";

const key = (name: string) => `tkg-edge:connection.vcenter.${name}`;

export type CertificateLook =
  | { readonly certificate: ServerCertificate; readonly problems: readonly Problem[] }
  | { readonly certificate?: undefined; readonly problems: readonly Problem[] };

/** @returns the certificate that vCenter shows, and what is wrong with it by the config key that mends it */
export async function lookAtVcenterCertificate(vcenter: VcenterConnection): Promise<CertificateLook> {
  let certificate: ServerCertificate;
  try {
    certificate = await readServerCertificate(vcenter.server, authoritiesFor(vcenter));
  } catch (error) {
    return { problems: [unreadable(vcenter, error)] };
  }
  const fault = certificateFault(certificate, vcenter);
  return { certificate, problems: fault ? [explain(vcenter, fault)] : [] };
}

function unreadable(vcenter: VcenterConnection, error: unknown): Problem {
  const said = error instanceof Error ? error.message : String(error);
  const { code, path } = error as NodeJS.ErrnoException;
  if (path !== undefined && path === vcenter.caFile) {
    return { path: key("caFile"), found: `"${path}" (${code ?? said})`, expected: "a PEM file with a CA" };
  }
  const failure = vcenterFailure(causeOfError(error), vcenter);
  const found = failure.path === key("server") ? { found: `"${vcenter.server}"` } : {};
  return { path: failure.path, ...found, expected: `${failure.text} (${said})` };
}

function explain(vcenter: VcenterConnection, fault: CertificateFault): Problem {
  const { actual } = fault;
  if (fault.kind === "thumbprint") {
    return {
      path: key("thumbprint"),
      found: `"${vcenter.thumbprint ?? ""}"`,
      expected:
        `the SHA-1 thumbprint of the certificate that ${vcenter.server} shows. It shows "${actual.thumbprint}" ` +
        `(${actual.subject}): does not match. Use that one only if the administrator of this vCenter confirms it. ` +
        "No password was sent",
    };
  }
  const expired = actual.validTo.getTime() < Date.now();
  const early = actual.validFrom.getTime() > Date.now();
  const caFile = vcenter.caFile === undefined ? {} : { found: `"${vcenter.caFile}"` };
  return {
    path: key("caFile"),
    ...caFile,
    expected: early
      ? `a certificate of ${vcenter.server} that is valid; the one it shows (${actual.subject}) is valid from ` +
        `${actual.validFrom.toISOString()} on. Is this machine's clock right (date)? No password was sent`
      : expired
        ? `a certificate of ${vcenter.server} that is valid; the one it shows (${actual.subject}) expired at ` +
          `${actual.validTo.toISOString()}; the administrator of this vCenter must renew it. No password was sent`
        : `what verifies the certificate of ${vcenter.server}: it shows ${actual.subject}, issued by ${actual.issuer} ` +
          `(${fault.reason}). No password was sent`,
  };
}
