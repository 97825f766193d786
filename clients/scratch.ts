/**
 * Temporary directories that do not stay: removed when the work is done, when the process is told to end, and, where it
 * was killed, by the next process that needs one. Their names say who made them.
 */
import { readFileSync, readdirSync, readlinkSync, rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const prefix = "tkg-edge-scratch-";
const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/**
 * Gives `body` an empty directory that only this user can enter.
 * @param purpose a word for the directory's name
 */
export async function withScratch<T>(purpose: string, body: (directory: string) => Promise<T>): Promise<T> {
  sweepScratch();
  const directory = await mkdtemp(
    join(tmpdir(), `${prefix}${pidNamespace()}-${process.pid}-${startOf(process.pid)}-${purpose}-`),
  );
  const remove = (): void => {
    rmSync(directory, { recursive: true, force: true });
  };
  process.once("exit", remove);
  const ends = Object.entries(signals).map(([signal, code]) => {
    const end = (): void => {
      remove();
      process.exit(code);
    };
    process.once(signal, end);
    return () => process.off(signal, end);
  });
  try {
    return await body(directory);
  } finally {
    for (const letGo of ends) letGo();
    process.off("exit", remove);
    await rm(directory, { recursive: true, force: true });
  }
}

/** Removes the directories whose makers are dead. One made in another container is left alone. */
export function sweepScratch(): void {
  for (const name of readdirSync(tmpdir())) {
    const owner = /^tkg-edge-scratch-(\d+)-(\d+)-(\d+)-/.exec(name);
    if (owner?.[1] !== pidNamespace() || startOf(Number(owner[2])) === owner[3]) continue;
    try {
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
    } catch {
      // Another user's.
    }
  }
}

/** Tells the processes of this container from those of others that share the directory; 0 where there is no /proc. */
function pidNamespace(): string {
  try {
    return /\d+/.exec(readlinkSync("/proc/self/ns/pid"))?.[0] ?? "0";
  } catch {
    return "0";
  }
}

/** When a process started, in ticks; where there is no /proc, whether it lives: "1", or "" for a dead one. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return pidNamespace() === "0" && lives(pid) ? "1" : "";
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
