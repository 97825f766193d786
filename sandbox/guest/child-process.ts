// A process that plays a part of a guest's inside (etcd, the API server), recorded so that the sandbox can
// end it. In: a command. Out: a running process, a log file, and a record in <sandbox>/processes/ that exists
// as long as the process should: a record without its process means that it crashed.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { signalProcess } from "../process-identity.js";
import { forgetProcess, recordedProcesses, registerProcess } from "../process-records.js";

/** What is started. */
export interface Command {
  /** Unique in the sandbox, e.g. "guest-vm-62-etcd". */
  readonly name: string;
  readonly version: string;
  readonly file: string;
  /** No secret may be among them. */
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** A started process and its record. */
export class RecordedProcess {
  private stopping = false;

  private constructor(
    private readonly child: ChildProcess,
    private readonly directory: string,
    private readonly name: string,
    /** Absolute path of its log. */
    readonly log: string,
  ) {}

  /**
   * Starts a process whose output goes to `<directory>/logs/<name>.log`.
   * @param onCrash called when it ends with an error without having been stopped; its record then stays.
   */
  static start(directory: string, command: Command, onCrash: (reason: string) => void): RecordedProcess {
    const { name, version, file, args } = command;
    const log = join(directory, "logs", `${name}.log`);
    mkdirSync(join(directory, "logs"), { recursive: true, mode: 0o700 });
    const output = openSync(log, "a", 0o600);
    const child = spawn(file, args, {
      cwd: directory,
      env: command.environment,
      stdio: ["ignore", output, output],
      detached: true,
    });
    closeSync(output);
    const started = new RecordedProcess(child, directory, name, log);
    child.once("error", (error) => {
      onCrash(error.message);
    });
    child.once("exit", (code, by) => {
      // etcd ends by itself, well, when its member is removed from the cluster.
      if (code === 0) forgetProcess(directory, name);
      else if (!started.stopping)
        onCrash(`${name} ended with ${by ?? `exit code ${code ?? "?"}`}, see ${log}`);
    });
    if (child.pid !== undefined) {
      registerProcess(directory, {
        name,
        kind: "real",
        version,
        pid: child.pid,
        command: [file, ...args],
        log,
      });
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
    forgetProcess(this.directory, this.name);
  }
}

/** Ends the processes that an earlier run recorded under names with this prefix, if they are still the same ones. */
export function endRecorded(directory: string, prefix: string): string[] {
  const left = recordedProcesses(directory).filter(({ name }) => name.startsWith(prefix));
  for (const record of left) {
    signalProcess(record, "SIGKILL");
    forgetProcess(directory, record.name);
  }
  return left.map(({ name }) => name);
}
