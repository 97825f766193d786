/** Can this stack log in to its vCenter? Asked before a provider or controller could answer in its own words. */
import { isLateText } from "../clients/patience.js";
import { withGovc } from "../clients/vcenter.js";
import type { VcenterConnection } from "../config/connection.js";
import type { Problem } from "../config/problem.js";

/** @returns what is wrong, by the config key that mends it */
export async function vcenterLoginProblems(vcenter: VcenterConnection, password: string): Promise<Problem[]> {
  const result = await withGovc({ ...vcenter, password }, (govc) => govc(["about", "-json"]));
  return result.ok ? [] : [explainLogin(vcenter, result.stderr)];
}

/** Turns govc's error into a problem; exported for its table of texts in the unit tests. */
export function explainLogin(vcenter: VcenterConnection, stderr: string): Problem {
  const said = isLateText(stderr) ? `(${stderr})` : `(govc said: ${stderr.replace(/^govc: */, "")})`;
  const key = (name: string) => `tkg-edge:connection.vcenter.${name}`;
  if (stderr.includes("is not on the PATH")) return { path: "govc", expected: stderr };
  if (/login failure|incorrect user name or password|InvalidLogin/i.test(stderr)) {
    return {
      path: "tkg-edge:vcenterPassword",
      expected:
        `the password of ${vcenter.username}, which vCenter ${vcenter.server} refused; set it with ` +
        `pulumi config set --secret tkg-edge:vcenterPassword, or mend ${key("username")} ${said}`,
    };
  }
  if (/thumbprint does not match/i.test(stderr)) {
    return {
      path: key("thumbprint"),
      found: `"${vcenter.thumbprint ?? ""}"`,
      expected: `the SHA-1 thumbprint of the certificate that ${vcenter.server} shows ${said}`,
    };
  }
  if (/x509|certificate/i.test(stderr)) {
    return {
      path: key(vcenter.caFile === undefined ? "thumbprint" : "caFile"),
      ...(vcenter.caFile === undefined ? {} : { found: `"${vcenter.caFile}"` }),
      expected: `what verifies the certificate of ${vcenter.server} ${said}`,
    };
  }
  return {
    path: key("server"),
    found: `"${vcenter.server}"`,
    expected: `a vCenter that answers at https://${vcenter.server}/sdk; check the address, the port and the network ${said}`,
  };
}
