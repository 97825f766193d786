/**
 * The update of the rebuild gate. It tries the stack's vCenter password, right before it is written to the credentials
 * Secret: no admission looks at a Secret, and controllers with a wrong password fail one by one, later. Where the program
 * announces that this run deletes the running Cluster, or that objects are missing, the gate is passed as well.
 *
 * States of 0.1.0 hold this name: it stays.
 *
 * Out: `{"login": user}`, and what the gate gives where it was passed.
 */
import * as z from "zod";
import { vcenterAddress, vcenterInputs } from "../clients/vcenter.js";
import { ConfigurationError } from "../config/problem.js";
import { vcenterLoginProblems } from "../preflight/vcenter-login.js";
import { runCommand } from "./command.js";
import { passGate } from "./gate/pass.js";
import { gateInputs } from "./gate/prospect.js";

export async function main(): Promise<void> {
  // By hand the vCenter connection alone is enough.
  if (process.env.TKG_EDGE_CLUSTER === undefined) {
    await runCommand(z.object(vcenterInputs), tryLogin);
    return;
  }
  await runCommand(gateInputs, async (input) => ({
    ...(await tryLogin(input)),
    ...(await passGate(input, () => false)),
  }));
}

async function tryLogin(input: z.output<z.ZodObject<typeof vcenterInputs>>) {
  const { password, ...address } = vcenterAddress(input);
  const insecure = address.thumbprint === undefined && address.caFile === undefined;
  const problems = await vcenterLoginProblems({ ...address, insecure }, password);
  if (problems.length > 0) throw new ConfigurationError(problems, "the login to vCenter");
  return { login: address.username };
}
