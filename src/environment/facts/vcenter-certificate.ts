/** Which certificate the server at a vCenter's address shows. Read before any password is sent there. */
import { causeOfError } from "../../clients/failure-cause.js";
import {
  authoritiesFor,
  certificateFault,
  readServerCertificate,
  type CertificateFault,
  type ServerCertificate,
} from "../../clients/server-certificate.js";
import { vcenterFailure, type VcenterFailure } from "../../clients/vcenter-failure.js";
import type { VcenterConnection } from "../../config/connection.js";

export type CertificateFacts =
  | {
      readonly certificate: ServerCertificate;
      /** What does not agree with the connection. */
      readonly fault: CertificateFault | undefined;
    }
  /** The CA file of the connection cannot be read. */
  | { readonly unreadable: string }
  | { readonly failure: VcenterFailure; readonly words: string };

export async function readVcenterCertificate(vcenter: VcenterConnection): Promise<CertificateFacts> {
  try {
    const certificate = await readServerCertificate(vcenter.server, authoritiesFor(vcenter));
    return { certificate, fault: certificateFault(certificate, vcenter) };
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    const { code, path } = error as NodeJS.ErrnoException;
    if (path !== undefined && path === vcenter.caFile) return { unreadable: code ?? words };
    return { failure: vcenterFailure(causeOfError(error), vcenter), words };
  }
}
