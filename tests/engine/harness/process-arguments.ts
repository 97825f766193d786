/** Looks at the arguments of running processes while something runs, for what must never be among them. */
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

function allProcesses(): readonly Process[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const command = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ").trim();
        const status = readFileSync(`/proc/${name}/status`, "utf8");
        const parent = Number(/^PPid:\s+(\d+)/m.exec(status)?.[1] ?? 0);
        return [{ pid: Number(name), parent, command }];
      } catch {
        // It ended while we looked.
        return [];
      }
    });
}
