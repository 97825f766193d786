/**
 * The update of the rebuild gate. It tries the stack's vCenter password, right before it is written to the credentials
 * Secret: no admission looks at a Secret, and controllers with a wrong password fail one by one, later. Where the program
 * announces that this run deletes the running Cluster, or that objects are missing, the gate is passed as well.
 *
 * States of 0.1.0 hold this name: it stays.
 *
 * Out: `{"login": user}`, and what the gate gives where it was passed.
 */
import { ConfigurationError } from "../config/problem.js";
import { rebuildGate, type GateInputs } from "../contracts/rebuild-gate.js";
import { vcenterLoginProblems } from "../preflight/vcenter-login.js";
import { runCommand } from "./command.js";
import { passGate } from "./gate/pass.js";

export async function main(): Promise<void> {
  await runCommand(rebuildGate, async (input) => ({
    ...(await tryLogin(input)),
    ...(await passGate(input, () => false)),
  }));
}

async function tryLogin({ vcenter, vcenterPassword }: GateInputs) {
  const insecure = vcenter.thumbprint === undefined && vcenter.caFile === undefined;
  const problems = await vcenterLoginProblems({ ...vcenter, insecure }, vcenterPassword);
  if (problems.length > 0) throw new ConfigurationError(problems, "the login to vCenter");
  return { login: vcenter.username };
}
