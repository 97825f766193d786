/** Why vCenter cannot be reached, by the key of the stack that fixes it: the same words for our own requests and for govc's. */
import type { VcenterConnection } from "../config/connection.js";
import { isLocal, type FailureCause } from "./failure-cause.js";
import { explainLocal } from "./local-failure.js";
import { explainProxy, isProxyCause } from "./proxy-failure.js";
import { wayTo } from "./proxy.js";

export interface VcenterFailure {
  /** Config key, variable or machine that is to be changed. */
  readonly path: string;
  /** What is expected in place of what was found. */
  readonly text: string;
}

const key = (name: string) => `tkg-edge:connection.vcenter.${name}`;

/** @param cause undefined where no known text matches */
export function vcenterFailure(cause: FailureCause | undefined, vcenter: VcenterConnection): VcenterFailure {
  const { server, caFile } = vcenter;
  if (isLocal(cause)) {
    return { path: "this machine", text: `${explainLocal(cause)}. vCenter ${server} is not at fault` };
  }
  if (isProxyCause(cause)) return { path: "HTTPS_PROXY", text: explainProxy(cause, server) };
  switch (cause) {
    case "certificate-not-pinned":
      return {
        path: key("thumbprint"),
        text: `the SHA-1 thumbprint of the certificate that ${server} shows`,
      };
    case "certificate-expired":
      return {
        path: key(caFile === undefined ? "server" : "caFile"),
        text: `a certificate of ${server} that is valid; it has expired, and the operator of this vCenter has to renew it`,
      };
    case "certificate-not-yet-valid":
      return {
        path: key(caFile === undefined ? "server" : "caFile"),
        text: `a certificate of ${server} that is valid; it is not valid yet. Is this machine's clock right (date)?`,
      };
    case "certificate-of-other-name":
      return {
        path: key("server"),
        text: `a name that the certificate of ${server} is for; it is for another one`,
      };
    case "certificate-untrusted":
      return {
        path: key(caFile === undefined ? "thumbprint" : "caFile"),
        text: `what verifies the certificate of ${server}${pinnedBehindProxy(vcenter)}`,
      };
    default: {
      const way = wayTo(server);
      return {
        path: key("server"),
        text:
          `a vCenter that answers at https://${server}/sdk; check the address, the port and the network` +
          (way === "directly" ? "" : ` (it is reached ${way})`),
      };
    }
  }
}

/** govc compares a thumbprint on its own connections alone, not on one that a proxy made. */
function pinnedBehindProxy({ server, thumbprint, caFile }: VcenterConnection): string {
  const way = wayTo(server);
  if (thumbprint === undefined || caFile !== undefined || !way.startsWith("through")) return "";
  return `: it is reached ${way}, and there govc cannot pin a thumbprint; name the PEM file of its CA (${key("caFile")}), or exempt it by NO_PROXY`;
}
