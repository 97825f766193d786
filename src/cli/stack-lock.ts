/**
 * Clears the lock that a killed `pulumi` left in a file backend, so that the next run needs no `pulumi cancel`.
 * Only a lock whose process is provably dead is cleared: taken on this host, and its process is gone or younger than
 * the lock (its id was given to another). The lock of a running process is left alone, and so is another host's.
 */
import { existsSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import * as z from "zod";

/** What the file backend writes into a lock (pulumi: pkg/backend/diy/lock.go), as far as it is read here. */
const lockContent = z.object({
  pid: z.int(),
  hostname: z.string(),
  timestamp: z.string().refine((text) => !Number.isNaN(Date.parse(text))),
});
type LockContent = z.output<typeof lockContent>;

/** Kernel clock ticks a second, as /proc reports them to every program (USER_HZ). */
const ticksPerSecond = 100;

/**
 * @param backend directory of the file backend (the one that holds `.pulumi/`)
 * @returns a sentence per lock that was cleared
 */
export function clearDeadLocks(backend: string, project: string, stack: string): readonly string[] {
  const folder = join(backend, ".pulumi", "locks", "organization", project, stack);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .flatMap((name) => {
      const file = join(folder, name);
      const lock = readLock(file);
      if (lock?.hostname !== hostname() || holds(lock)) return [];
      // The backend keeps a file's attributes in a file of their own beside it.
      for (const gone of [file, `${file}.attrs`]) rmSync(gone, { force: true });
      return [`cleared the lock of a pulumi that is dead (process ${lock.pid}, ${lock.timestamp})`];
    });
}

function readLock(file: string): LockContent | undefined {
  try {
    return lockContent.safeParse(JSON.parse(readFileSync(file, "utf8"))).data;
  } catch {
    // Half written or just released: then it is not ours to judge.
    return undefined;
  }
}

/** Whether the process that took the lock may still be there. */
function holds(lock: LockContent): boolean {
  const started = startTime(lock.pid);
  if (started === undefined) return false;
  // Both clocks tick in full seconds or finer; two seconds of grace keep a running owner safe.
  return started <= Date.parse(lock.timestamp) + 2000;
}

/** When a process started, in milliseconds since the epoch; undefined when there is none of that id. */
function startTime(pid: number): number | undefined {
  try {
    // The command's name, in parentheses, may hold anything: count fields after the last one. Field 22 is the start.
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const ticks = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]);
    const boot = /^btime (\d+)$/m.exec(readFileSync("/proc/stat", "utf8"))?.[1];
    return boot === undefined ? 0 : Number(boot) * 1000 + (ticks / ticksPerSecond) * 1000;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? undefined : 0;
  }
}
