/**
 * The `tkg-edge` command. `pulumi up` needs none of it; it reads, checks and converts the configuration of stacks.
 *
 * Its exit codes: `exit-codes.ts`.
 */
import { CommanderError } from "commander";
import { UserError } from "../config/problem.js";
import { printable } from "../fleet/finding.js";
import { commandLine, type CommandContext } from "./command-line.js";
import { runPulumi } from "./edge/store-password.js";
import { processTerminal } from "./edge/terminal.js";

/**
 * @param args what follows the command's name
 * @returns the exit code
 */
export async function run(args: readonly string[], context: CommandContext): Promise<number> {
  let code = 0;
  const program = commandLine(context, (end) => {
    code = end;
  });
  try {
    await program.parseAsync(args, { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!(error instanceof UserError)) throw error;
    context.terminal.err(`${printable(error.message)}\n`);
    return 1;
  }
}

/** Entry of the launcher. @param version of the product, as package.json has it */
export async function main(args: readonly string[], version: string): Promise<void> {
  process.exitCode = await run(args, { terminal: processTerminal, pulumi: runPulumi, version });
}
