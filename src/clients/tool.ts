/** Runs the external tools that the vendor page uses too: kubectl, imgpkg, govc. None of them outlives this process. */
import { AsyncLocalStorage } from "node:async_hooks";
import { execa } from "execa";
import { leash } from "./leash.js";
import { answerSeconds, lateText, Wait, type Patience } from "./patience.js";

/** How a tool ended. */
export interface ToolResult {
  readonly ok: boolean;
  readonly stdout: string;
  /** Standard error, trimmed; for a tool that is not installed, a sentence to that effect. */
  readonly stderr: string;
}

export type ToolEnvironment = Readonly<Record<string, string | undefined>>;

const installHints: Readonly<Record<string, string>> = {
  kubectl: "it comes with Kubernetes",
  imgpkg: "it is part of Carvel",
  govc: "it is part of govmomi",
  pulumi: "see pulumi.com/docs/install",
};

/** Variables that would let a tool reach something that the stack does not name. */
const ambient = /^(KUBECONFIG|GOVC_.*|IMGPKG_.*)$/;

const inherited = () =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !ambient.test(name)));

const deadline = new AsyncLocalStorage<AbortSignal>();

/** Runs a body whose tools are ended when the signal fires: a check that took too long leaves nothing running. */
export function withToolDeadline<T>(signal: AbortSignal, body: () => Promise<T>): Promise<T> {
  return deadline.run(signal, body);
}

/** How a tool is run. */
export interface ToolRun {
  /** Text for standard input. @default - none */
  readonly input?: string | undefined;
  /** What the tool waits for, and how long. @default - the tool itself, as long as a simple question takes */
  readonly patience?: Patience | undefined;
  /** Called with each part of standard output as it comes; returns whether it shows progress. */
  readonly onOutput?: ((part: string) => boolean) | undefined;
}

/**
 * Runs a tool without a shell. Ambient settings of the tool are removed; secrets go through `environment` or `input`,
 * never through arguments. A tool that takes longer than its patience is ended; its result has that instead of its own words.
 */
export async function runTool(
  tool: string,
  args: readonly string[],
  environment: ToolEnvironment = {},
  { input, patience = ofTool(tool), onOutput }: ToolRun = {},
): Promise<ToolResult> {
  const late = new AbortController();
  const wait = new Wait(patience, () => {
    late.abort();
  });
  const cancelSignal = AbortSignal.any([late.signal, ...[deadline.getStore() ?? []].flat()]);
  const running = execa(tool, args, {
    cancelSignal,
    env: { ...inherited(), ...environment },
    extendEnv: false,
    reject: false,
    ...(input === undefined ? { stdin: "ignore" as const } : { input }),
  });
  if (onOutput) {
    running.stdout.setEncoding("utf8").on("data", (part: string) => {
      if (onOutput(part)) wait.progress();
    });
  }
  const letGo = leash(running.pid);
  const result = await running.finally(() => {
    letGo();
    wait.end();
  });
  if (result.code === "ENOENT") {
    const hint = installHints[tool] ?? "";
    return {
      ok: false,
      stdout: "",
      stderr: `${tool} is not on the PATH; install it (${hint}) or run "make tools"`,
    };
  }
  if (late.signal.aborted) return { ok: false, stdout: "", stderr: lateText(patience) };
  return { ok: !result.failed, stdout: result.stdout, stderr: result.stderr.trim() };
}

const ofTool = (tool: string): Patience => ({ system: tool, key: "on the PATH", seconds: answerSeconds() });

/** A tool whose output is read while it runs. */
export interface ToolStream {
  /** What it prints, until it ends, however it does. */
  readonly lines: AsyncIterable<string>;
  end(): void;
}

/** Starts a tool as `runTool` does, and gives what it prints as it comes. */
export function streamTool(tool: string, args: readonly string[]): ToolStream {
  const child = execa(tool, args, {
    env: inherited(),
    extendEnv: false,
    reject: false,
    stdin: "ignore",
    stderr: "ignore",
    buffer: false,
  });
  const letGo = leash(child.pid);
  child.finally(letGo).catch(() => undefined);
  return { lines: child.iterable({ from: "stdout" }), end: () => void child.kill() };
}
