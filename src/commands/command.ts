/**
 * The frame of every command that a Pulumi command resource runs.
 *
 * In: the environment, checked by its contract; never arguments, since a process's arguments can be read by everybody.
 * Out: one line of JSON on standard output, which becomes the resource's output; progress on standard error.
 */
import { UserError } from "../config/problem.js";
import type { Contract, Given } from "../contracts/contract.js";
import { readGiven } from "../contracts/environment.js";

/** Reports progress to the person who watches `pulumi up`. */
export function progress(message: string): void {
  process.stderr.write(`${message}\n`);
}

/** Runs a command's body with its inputs from the environment, prints its result, and sets the exit code. */
export async function runCommand<C extends Contract>(
  contract: C,
  body: (given: Given<C>) => Promise<unknown>,
): Promise<void> {
  const read = readGiven(contract, process.env);
  if ("problems" in read) {
    const wrong = read.problems.map((problem) => `  ${problem}`);
    process.stderr.write(`these environment variables are missing or wrong:\n${wrong.join("\n")}\n`);
    process.exitCode = 2;
    return;
  }
  try {
    process.stdout.write(`${JSON.stringify(await body(read.given))}\n`);
  } catch (error) {
    process.stderr.write(`${error instanceof UserError ? error.message : describe(error)}\n`);
    process.exitCode = 1;
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
