// A process that plays a part of a guest's inside (etcd, the API server), recorded so that the sandbox can end it.
//
// In:  a command. Out: a running process, a log file, and a record in <sandbox>/processes/ that lives as long as the
// process should: who finds a record without its process knows that it crashed.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { openSync, closeSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What is started. */
export interface Command {
  /** Unique in the sandbox, e.g. "guest-vm-62-etcd". */
  readonly name: string;
  readonly file: string;
  /** No secret may be among them. */
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

interface ProcessRecord {
  readonly name: string;
  readonly kind: "real";
  readonly pid: number;
  /** When the process started, in ticks since boot: guards against a pid that was given to another process. */
  readonly startTicks: string;
  readonly command: readonly string[];
  readonly log: string;
}

/** A started process and its record. */
export class RecordedProcess {
  private stopping = false;

  private constructor(
    private readonly child: ChildProcess,
    private readonly recordFile: string,
    /** Absolute path of its log. */
    readonly log: string,
  ) {}

  /**
   * Starts a process whose output goes to `<directory>/logs/<name>.log`.
   * @param onCrash is told when it ends although nobody stopped it; its record then stays.
   */
  static start(directory: string, command: Command, onCrash: (reason: string) => void): RecordedProcess {
    for (const folder of ["logs", "processes"])
      mkdirSync(join(directory, folder), { recursive: true, mode: 0o700 });
    const log = join(directory, "logs", `${command.name}.log`);
    const output = openSync(log, "a", 0o600);
    const child = spawn(command.file, command.args, {
      env: command.environment,
      stdio: ["ignore", output, output],
      detached: true,
    });
    closeSync(output);
    const recordFile = join(directory, "processes", `${command.name}.json`);
    const started = new RecordedProcess(child, recordFile, log);
    child.once("error", (error) => {
      onCrash(error.message);
    });
    child.once("exit", (code, by) => {
      if (!started.stopping) onCrash(`${command.name} ended with ${by ?? code ?? "no code"}, see ${log}`);
    });
    const ticks = child.pid === undefined ? undefined : startTicks(child.pid);
    if (child.pid !== undefined && ticks !== undefined) {
      const record: ProcessRecord = {
        name: command.name,
        kind: "real",
        pid: child.pid,
        startTicks: ticks,
        command: [command.file, ...command.args],
        log,
      };
      writeFileSync(recordFile, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
    }
    return started;
  }

  /** Whether it still runs. */
  get running(): boolean {
    return this.child.pid !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Ends it as a power-off would, at once, and removes its record. */
  async stop(): Promise<void> {
    this.stopping = true;
    if (this.running) {
      const ended = once(this.child, "exit");
      this.child.kill("SIGKILL");
      await ended;
    }
    rmSync(this.recordFile, { force: true });
  }
}

/** Ends the processes that an earlier run recorded under names with this prefix, if they are still the same ones. */
export function endRecorded(directory: string, prefix: string): string[] {
  const folder = join(directory, "processes");
  const ended: string[] = [];
  for (const file of listFiles(folder).filter((name) => name.startsWith(prefix))) {
    const record = JSON.parse(readFileSync(join(folder, file), "utf8")) as ProcessRecord;
    if (startTicks(record.pid) === record.startTicks) {
      process.kill(record.pid, "SIGKILL");
      ended.push(record.name);
    }
    rmSync(join(folder, file), { force: true });
  }
  return ended;
}

function listFiles(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Field 22 of /proc/<pid>/stat, or undefined when there is no such process. */
function startTicks(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field, the command's name in brackets, may hold spaces.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
}
