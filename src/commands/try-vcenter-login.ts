/**
 * The update of the rebuild gate. It tries the stack's vCenter password, right before it is written to the credentials
 * Secret: no admission checks a Secret, and controllers with a wrong password fail one by one, later. Where the program
 * announces that this run deletes the running Cluster, or that objects are missing, the gate is passed as well.
 *
 * States of 0.1.0 hold this name: it stays.
 *
 * Out: `{"login": user}`, and what the gate gives where it was passed.
 */
import { ConfigurationError } from "../config/problem.js";
import { vcenterOf } from "../contracts/fields.js";
import { rebuildGate, type GateInputs } from "../contracts/rebuild-gate.js";
import { Facts } from "../environment/facts/facts.js";
import { problemOf } from "../environment/finding.js";
import { checkLogin } from "../environment/questions/vcenter.js";
import { runCommand } from "./command.js";
import { passGate } from "./gate/pass.js";

export async function main(): Promise<void> {
  await runCommand(rebuildGate, async (input) => ({
    ...(await tryLogin(input)),
    ...(await passGate(input, () => false)),
  }));
}

async function tryLogin(input: GateInputs) {
  const finding = await checkLogin(new Facts(), vcenterOf(input));
  if (finding.severity === "failure")
    throw new ConfigurationError([problemOf(finding)], "the login to vCenter");
  return { login: input.vcenter.username };
}
