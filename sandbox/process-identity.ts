// Determines whether a recorded process is still the same one. A pid alone is not enough: the kernel reuses
// it for another process, and a sandbox must never end a process that it did not start.
import { readFileSync } from "node:fs";

/** Which process: its id, and when the kernel started it. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Field 22 of /proc/<pid>/stat: ticks since boot. */
  readonly startTicks: string;
}

/** The facts about a process in /proc that are used here. */
export interface ProcessFacts {
  /** e.g. "S", or "Z" for one that ended and was not yet collected. */
  readonly state: string;
  /** Threads that have not ended; a "Z" with more than one still holds its files and ports. */
  readonly threads: number;
  readonly startTicks: string;
  /** Resident memory in bytes. */
  readonly residentBytes: number;
}

const pageBytes = 4096;

/**
 * Reads a line of /proc/<pid>/stat.
 * @throws Error when it is none.
 */
export function parseStat(stat: string): ProcessFacts {
  // The second field, the command's name in brackets, may hold spaces and brackets itself.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state, threads, startTicks, residentPages] = [fields[0], fields[17], fields[19], fields[21]];
  if (
    state === undefined ||
    threads === undefined ||
    startTicks === undefined ||
    residentPages === undefined
  ) {
    throw new Error(`not a line of /proc/<pid>/stat: ${JSON.stringify(stat.slice(0, 80))}`);
  }
  return {
    state,
    threads: Number(threads),
    startTicks,
    residentBytes: Number(residentPages) * pageBytes,
  };
}

/** The facts of a running process; undefined if none has this pid, or only a zombie. */
export function processFacts(pid: number): ProcessFacts | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return undefined;
  }
  const facts = parseStat(stat);
  const ended = facts.state === "X" || (facts.state === "Z" && facts.threads <= 1);
  return ended ? undefined : facts;
}

/** Whether the process of this identity runs. */
export function isAlive(identity: ProcessIdentity): boolean {
  return processFacts(identity.pid)?.startTicks === identity.startTicks;
}

/**
 * Sends a signal to the process of this identity, and to nothing else.
 * @returns whether it was there.
 */
export function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals): boolean {
  if (!isAlive(identity)) return false;
  try {
    process.kill(identity.pid, signal);
    return true;
  } catch {
    return false;
  }
}
