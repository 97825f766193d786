/** The passwords of a stack in clear: its own, decrypted by pulumi, or from where its configuration has them. */
import { readPassword } from "../../clients/read-password.js";
import type { PasswordName } from "../../config/password-sources.js";
import type { RawStack, StackSpec } from "../../config/stack-spec.js";
import { stackSecret } from "./stack-secret.js";
import type { PulumiRunner } from "./store-password.js";
import type { Terminal } from "./terminal.js";

/** How a password is found; the same for all of a stack. */
export interface PasswordReader {
  readonly stack: string;
  /** Absolute path of the project. */
  readonly directory: string;
  readonly raw: Pick<RawStack, "secretsSet">;
  readonly spec: Pick<StackSpec, "passwordSources">;
}

/**
 * @returns undefined for a password that the stack does not have
 * @throws UserError when it cannot be read or decrypted
 */
export async function stackPassword(
  name: PasswordName,
  { stack, directory, raw, spec }: PasswordReader,
  terminal: Terminal,
  pulumi: PulumiRunner,
): Promise<string | undefined> {
  const source = spec.passwordSources?.[name];
  if (source) {
    const { password, warnings } = await readPassword(source, directory);
    for (const warning of warnings) terminal.err(`warning: ${warning}\n`);
    return password;
  }
  return raw.secretsSet.has(name) ? stackSecret(stack, directory, name, pulumi) : undefined;
}
