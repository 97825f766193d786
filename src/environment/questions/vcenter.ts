/** Is vCenter the one that the stack names, and does it take the login? */
import type { VcenterAddress } from "../../clients/vcenter.js";
import type { VcenterConnection } from "../../config/connection.js";
import type { Facts } from "../facts/facts.js";
import type { Finding } from "../finding.js";
import { certificateUse } from "../judgements/vcenter-certificate.js";
import { loginUse } from "../judgements/vcenter-login.js";

/** Without any password. */
export async function checkCertificate(facts: Facts, vcenter: VcenterConnection): Promise<Finding> {
  return certificateUse(vcenter, await facts.vcenterCertificate(vcenter));
}

export async function checkLogin(facts: Facts, address: VcenterAddress): Promise<Finding> {
  return loginUse(address, await facts.vcenter(address).login());
}

/** Both, one after the other: a server that is not the one expected is not sent the password. */
export async function checkVcenter(
  facts: Facts,
  vcenter: VcenterConnection,
  password: string,
): Promise<Finding> {
  const certificate = await checkCertificate(facts, vcenter);
  return certificate.severity === "failure" ? certificate : checkLogin(facts, { ...vcenter, password });
}
