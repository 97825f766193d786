/** Stores a password in a stack by `pulumi config set --secret`, on its standard input: never an argument, never a file. */
import { answerSeconds } from "../../clients/patience.js";
import { runTool, type ToolResult } from "../../clients/tool.js";

/**
 * Runs `pulumi` with arguments and a text for its standard input.
 * @param answers how many simple answers it may take as long as. @default 2
 */
export type PulumiRunner = (args: readonly string[], input?: string, answers?: number) => Promise<ToolResult>;

const backend = { system: "Pulumi's backend", key: "pulumi whoami --verbose" };

export const runPulumi: PulumiRunner = (args, input, answers = 2) =>
  runTool("pulumi", args, {}, { input, patience: { ...backend, seconds: answerSeconds(answers) } });

/**
 * The stack is made where it does not exist yet, since only a stack has what encrypts.
 * @returns why it failed; undefined when it did not
 */
export async function storePassword(
  stack: string,
  directory: string,
  password: string,
  pulumi: PulumiRunner,
): Promise<string | undefined> {
  const where = ["--stack", stack, "--cwd", directory, "--non-interactive"];
  const set = () => pulumi(["config", "set", "--secret", "tkg-edge:vcenterPassword", ...where], password);
  const first = await set();
  if (first.ok) return undefined;
  if (!first.stderr.includes("no stack named")) return first.stderr;
  const failure = await createStack(stack, directory, pulumi);
  if (failure !== undefined) return failure;
  const second = await set();
  return second.ok ? undefined : second.stderr;
}

/** @returns why it failed; undefined when it did not */
export async function createStack(
  stack: string,
  directory: string,
  pulumi: PulumiRunner,
): Promise<string | undefined> {
  const made = await pulumi(["stack", "init", stack, "--no-select", "--cwd", directory, "--non-interactive"]);
  return made.ok ? undefined : made.stderr;
}
