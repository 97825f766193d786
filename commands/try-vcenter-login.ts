/**
 * Tries the stack's vCenter password, right before it is written to the credentials Secret: no admission looks at a
 * Secret, and controllers with a wrong password fail one by one, later.
 *
 * Out: `{"login": user}`.
 */
import * as z from "zod";
import { vcenterAddress, vcenterInputs } from "../clients/vcenter.js";
import { ConfigurationError } from "../config/problem.js";
import { vcenterLoginProblems } from "../preflight/vcenter-login.js";
import { runCommand } from "./command.js";

const inputs = z.object(vcenterInputs);

export async function main(): Promise<void> {
  await runCommand(inputs, async (input) => {
    const { password, ...address } = vcenterAddress(input);
    const insecure = address.thumbprint === undefined && address.caFile === undefined;
    const problems = await vcenterLoginProblems({ ...address, insecure }, password);
    if (problems.length > 0) throw new ConfigurationError(problems, "the login to vCenter");
    return { login: address.username };
  });
}
