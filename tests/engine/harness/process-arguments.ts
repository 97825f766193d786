/** Samples the arguments of running processes during an action, to find what must never be among them. */
import { readFileSync, readdirSync } from "node:fs";
import { setInterval, clearInterval } from "node:timers";

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/**
 * @param concerns picks further processes by their command line; descendants of this process always count
 * @returns the result of `work`, and every command line seen while it ran (sampled 20 times a second)
 */
export async function watchArguments<T>(
  concerns: (command: string) => boolean,
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly commands: ReadonlySet<string> }> {
  const commands = new Set<string>();
  const sample = (): void => {
    for (const command of concernedCommands(concerns)) commands.add(command);
  };
  sample();
  const timer = setInterval(sample, 50);
  try {
    return { result: await work(), commands };
  } finally {
    clearInterval(timer);
  }
}

/** Command lines of this process's descendants and of those that `concerns` picks. */
export function concernedCommands(concerns: (command: string) => boolean): readonly string[] {
  const processes = allProcesses();
  const ours = new Set([process.pid]);
  for (let size = 0; size !== ours.size;) {
    size = ours.size;
    for (const { pid, parent } of processes) if (ours.has(parent)) ours.add(pid);
  }
  return processes
    .filter(({ pid, command }) => pid !== process.pid && (ours.has(pid) || concerns(command)))
    .map(({ command }) => command);
}

/** What was read of the processes that live, and how often; reading all of them each time would be most of our work. */
const known = new Map<string, { readonly process: Process; readonly reads: number }>();
/** A new process replaces its command line soon after it was forked, and seldom later. */
const readsWhenNew = 3;
/** After this many samples the old processes are read again too. */
const samplesUntilAllAreRead = 10;
let samples = 0;

function allProcesses(): readonly Process[] {
  samples += 1;
  const everything = samples % samplesUntilAllAreRead === 0;
  const names = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const alive = new Set(names);
  for (const name of known.keys()) if (!alive.has(name)) known.delete(name);
  return names.flatMap((name) => {
    const { process: before, reads = 0 } = known.get(name) ?? {};
    if (before && reads >= readsWhenNew && !everything) return [before];
    try {
      const found = readProcess(name);
      known.set(name, { process: found, reads: reads + 1 });
      return [found];
    } catch {
      // It ended during the sample.
      return [];
    }
  });
}

function readProcess(name: string): Process {
  const command = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ").trim();
  const status = readFileSync(`/proc/${name}/status`, "utf8");
  return { pid: Number(name), parent: Number(/^PPid:\s+(\d+)/m.exec(status)?.[1] ?? 0), command };
}
