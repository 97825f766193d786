/**
 * The frame of every command that a Pulumi command resource runs.
 *
 * In: the environment, checked by a schema; never arguments, since a process's arguments can be read by everybody.
 * Out: one line of JSON on standard output, which becomes the resource's output; progress on standard error.
 */
import * as z from "zod";
import { UserError } from "../config/problem.js";

/** Tells the person who watches `pulumi up` what is going on. */
export function progress(message: string): void {
  process.stderr.write(`${message}\n`);
}

/**
 * Runs a command's body with its inputs from the environment, prints its result, and sets the exit code.
 * @param inputs schema over the environment variables that the command reads
 */
export async function runCommand<S extends z.ZodType>(
  inputs: S,
  body: (inputs: z.output<S>) => Promise<unknown>,
): Promise<void> {
  const parsed = inputs.safeParse(process.env);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
    process.stderr.write(`these environment variables are missing or wrong:\n${wrong.join("\n")}\n`);
    process.exitCode = 2;
    return;
  }
  try {
    process.stdout.write(`${JSON.stringify(await body(parsed.data))}\n`);
  } catch (error) {
    process.stderr.write(`${error instanceof UserError ? error.message : describe(error)}\n`);
    process.exitCode = 1;
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
