/**
 * Runs the Pulumi CLI on a stack in a sandbox's backend, by the sandbox's environment, so that the user's own login,
 * Pulumi home and kubeconfig are neither read nor written.
 */
import { execa } from "execa";
import type { Sandbox } from "../../../sandbox/sandbox.js";

/** A stack, where its project is and which sandbox it lives in. */
export interface SandboxStack {
  readonly sandbox: Sandbox;
  /** Absolute path of the project directory. */
  readonly project: string;
  readonly name: string;
}

/** A step of the demo that failed; the message contains the next step. */
export class DemoError extends Error {
  override readonly name = "DemoError";
}

/**
 * What a child process of the demo gets to see: the machine's environment with the sandbox's on top. Whatever steers
 * Pulumi elsewhere (a stack, a token, another passphrase file) is left out.
 */
export function demoEnvironment(sandbox: Sandbox): Readonly<Record<string, string>> {
  const inherited = Object.entries(process.env).flatMap(([key, value]) =>
    value === undefined || key.startsWith("PULUMI_") || key.startsWith("GOVC_")
      ? []
      : [[key, value] as const],
  );
  return { ...Object.fromEntries(inherited), ...sandbox.environment };
}

/**
 * Runs `pulumi VERB --stack …` with the terminal handed through, so that its progress is live.
 * @throws DemoError with `next` when it fails
 */
export async function showPulumi(
  stack: SandboxStack,
  verb: string,
  flags: readonly string[],
  next: string,
): Promise<void> {
  const args = [verb, "--stack", stack.name, ...flags];
  console.log(`\n+ pulumi ${args.join(" ")}`);
  const result = await withoutInterrupts(() =>
    execa("pulumi", args, {
      cwd: stack.project,
      env: demoEnvironment(stack.sandbox),
      extendEnv: false,
      stdio: "inherit",
      reject: false,
    }),
  );
  if (result.failed) {
    throw new DemoError(`pulumi ${verb} failed (exit code ${result.exitCode ?? "none"}). ${next}`);
  }
}

/** Ctrl-C reaches a command that has the terminal too, and ends it in good order; the demo waits for that. */
export async function withoutInterrupts<T>(run: () => PromiseLike<T>): Promise<T> {
  const ignore = (): void => undefined;
  process.on("SIGINT", ignore);
  try {
    return await run();
  } finally {
    process.off("SIGINT", ignore);
  }
}

/**
 * Runs `pulumi` and returns its standard output; for what the person at the keyboard need not watch.
 * @param input text for standard input
 */
export async function pulumiOutput(
  { sandbox, project }: SandboxStack,
  args: readonly string[],
  input?: string,
): Promise<string> {
  const { stdout } = await execa("pulumi", [...args, "--non-interactive"], {
    cwd: project,
    env: demoEnvironment(sandbox),
    extendEnv: false,
    ...(input === undefined ? { stdin: "ignore" as const } : { input }),
  });
  return stdout;
}
