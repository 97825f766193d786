/**
 * Runs a process to its end and measures time and, where memory is measured, the peak of its process tree.
 */
import { readdirSync, readFileSync } from "node:fs";
import { execa } from "execa";

export interface Invocation {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Exit code of success. @default 0 */
  readonly code?: number;
}

/** @returns milliseconds. @throws Error, with the output, when the process fails */
export async function timed(invocation: Invocation): Promise<number> {
  const started = performance.now();
  await start(invocation);
  return performance.now() - started;
}

async function start(
  { command, args, cwd, environment, code = 0 }: Invocation,
  onStart?: (pid?: number) => void,
) {
  const running = execa(command, args, {
    cwd,
    env: environment,
    extendEnv: false,
    stdin: "ignore",
    all: true,
    reject: false,
  });
  onStart?.(running.pid);
  const { exitCode, all } = await running;
  if (exitCode !== code)
    throw new Error(`${command} ${args.join(" ")} ended with ${exitCode ?? "a signal"}:\n${all}`);
}

/**
 * @returns MiB, proportional share (a page that several processes use counts once), the highest of samples 50 ms apart.
 * Sampling slows a run down, so that time is never measured with it.
 */
export async function peakMemory(invocation: Invocation): Promise<number> {
  let peak = 0;
  let started: number | undefined;
  const sampler = setInterval(() => {
    if (started !== undefined) peak = Math.max(peak, treeKiB(started));
  }, 50);
  try {
    await start(invocation, (pid) => (started = pid));
  } finally {
    clearInterval(sampler);
  }
  return peak / 1024;
}

/** Proportional set size of a process and all its descendants, KiB. */
function treeKiB(root: number): number {
  const parents = new Map(
    readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map((name) => [Number(name), parentOf(name)]),
  );
  const isBelow = (pid: number | undefined): boolean =>
    pid !== undefined && (pid === root || isBelow(parents.get(pid)));
  return [...parents.keys()].filter(isBelow).reduce((sum, pid) => sum + sharedKiB(pid), 0);
}

function parentOf(pid: string): number | undefined {
  const stat = read(`/proc/${pid}/stat`);
  // The name in parentheses may hold anything.
  return stat === "" ? undefined : Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
}

function sharedKiB(pid: number): number {
  return Number(/^Pss: *(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0);
}

/** A process may end while it is measured. */
function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** Bytes that a process and those it waited for read and wrote, files and sockets alike. */
export interface Traffic {
  readonly read: number;
  readonly written: number;
}

/** Runs a process below a shell, whose own account holds what its children moved once they have ended. */
export async function traffic({ command, args, ...rest }: Invocation): Promise<Traffic> {
  const script = '"$@" >&2 && exec 3<"/proc/$$/io" && while read -r line <&3; do echo "$line"; done';
  const { stdout } = await execa("bash", ["-c", script, "bash", command, ...args], {
    cwd: rest.cwd,
    env: rest.environment,
    extendEnv: false,
    stdin: "ignore",
  });
  const count = (name: string): number => Number(new RegExp(`^${name}: (\\d+)$`, "m").exec(stdout)?.[1]);
  return { read: count("rchar"), written: count("wchar") };
}

/** The middle one, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = NaN, high = NaN] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}
