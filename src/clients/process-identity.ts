/** Which process made something, and whether it is still there: recorded by one process and judged by another. */
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import * as z from "zod";

export const processIdentity = z.object({
  host: z.string(),
  /** The kernel's boot and the process ids that are visible in it; empty where the system does not give them. */
  boot: z.string(),
  pid: z.int(),
  /** When the process started, in ticks, since an id is given again. */
  start: z.string(),
});
export type ProcessIdentity = z.output<typeof processIdentity>;

export const thisProcess = (): ProcessIdentity => ({
  host: hostname(),
  boot: [bootId(), pidNamespace()].filter((part) => part !== "").join("/"),
  pid: process.pid,
  start: startOf(process.pid),
});

/** "unknown": it ran on another machine, or before this one was started. */
export type Fate = "alive" | "dead" | "unknown";

export function fateOf({ host, boot, pid, start }: ProcessIdentity): Fate {
  const here = thisProcess();
  // Two machines may have one name, and containers one kernel: only the same boot and ids prove it.
  if (boot !== here.boot || host !== here.host) return "unknown";
  return startOf(pid) === start ? "alive" : "dead";
}

function bootId(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return "";
  }
}

/** Distinguishes the processes of this container from those of others that share a directory; empty where there is no /proc. */
export function pidNamespace(): string {
  try {
    return /\d+/.exec(readlinkSync("/proc/self/ns/pid"))?.[0] ?? "";
  } catch {
    return "";
  }
}

/** When a process started, in ticks; where there is no /proc, whether it runs: "1", or "" for a dead one. */
export function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return pidNamespace() === "" && isAlive(pid) ? "1" : "";
  }
}

/** Whether a process of this machine runs, or is a zombie yet. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** A process of this machine, as another one records it. */
export const identityOf = (pid: number): ProcessIdentity => ({ ...thisProcess(), pid, start: startOf(pid) });

/** Whether a process that was recorded still does something; one that ended and was not collected yet does not. */
export function isRunning(identity: ProcessIdentity): boolean {
  if (fateOf(identity) !== "alive") return false;
  try {
    const stat = readFileSync(`/proc/${identity.pid}/stat`, "utf8");
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(")") + 2));
  } catch {
    return pidNamespace() === "";
  }
}
