/** A secret of a stack in clear, from the only program that can decrypt it. */
import { UserError } from "../../config/problem.js";
import type { PulumiRunner } from "./store-password.js";

/**
 * Needs the backend and the passphrase as `pulumi` does. The value comes on standard output and is never an argument.
 * @param key such as `vcenterPassword`
 * @throws UserError when it cannot be decrypted
 */
export async function stackSecret(
  stack: string,
  directory: string,
  key: string,
  pulumi: PulumiRunner,
): Promise<string> {
  const args = [
    "config",
    "get",
    `tkg-edge:${key}`,
    "--stack",
    stack,
    "--cwd",
    directory,
    "--non-interactive",
  ];
  const result = await pulumi(args);
  if (!result.ok)
    throw new UserError(`tkg-edge:${key} of stack ${stack} cannot be decrypted: ${result.stderr}`);
  return result.stdout;
}
