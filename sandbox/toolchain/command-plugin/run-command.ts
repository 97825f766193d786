// Runs one command line and collects its output, passing on each line as it comes.
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { graceSeconds, leash } from "../../../src/clients/leash.js";

/** What to run, and with what. */
export interface CommandRun {
  /** The command line: the interpreter's last argument. */
  readonly command: string;
  readonly interpreter: readonly string[];
  /** Working directory. */
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly stdin: string;
  /** Called for each line of output, as soon as it is complete. */
  readonly onLine: (stream: "stdout" | "stderr", line: string) => void;
  /** Ends the command, and all that it started. */
  readonly signal: AbortSignal;
}

/** Both outputs, without the last newline. */
export interface CommandOutput {
  readonly stdout: string;
  readonly stderr: string;
}

/** Cuts a stream of text into lines, carriage returns at their ends taken off. */
function lineReader(onLine: (line: string) => void): { push(text: string): void; end(): void } {
  let rest = "";
  return {
    push(text) {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) onLine(line.replace(/\r$/, ""));
    },
    end() {
      if (rest !== "") onLine(rest);
      rest = "";
    },
  };
}

/** Signals a whole process group; one that is gone is none to complain about. */
function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function describeEnd(code: number | null, signal: NodeJS.Signals | null): string {
  if (code !== null) return `exit status ${code}`;
  return `signal: ${signal ?? "unknown"}${signal === null ? "" : ` (${constants.signals[signal]})`}`;
}

/**
 * Runs a command to its end.
 * @throws Error in the real plugin's form: how it ended, the command line, both outputs interleaved.
 */
export function runCommand(run: CommandRun): Promise<CommandOutput> {
  const [program = "/bin/sh", ...rest] = run.interpreter;
  return new Promise((resolve, reject) => {
    const collected = { stdout: "", stderr: "", both: "" };
    const failed = (how: string): void => {
      reject(new Error(`${how}: running ${JSON.stringify(run.command)}:\n${collected.both}`));
    };
    if (run.signal.aborted) {
      failed("canceled before it was started");
      return;
    }
    const child = spawn(program, [...rest, run.command], {
      cwd: run.directory,
      env: run.environment,
      stdio: ["pipe", "pipe", "pipe"],
      detached: true, // a process group of its own, so that all it starts can be ended with it
    });
    const group = child.pid;
    const letGo = leash(group, "group");
    let force: NodeJS.Timeout | undefined;
    const cancel = (): void => {
      if (group === undefined) return;
      signalGroup(group, "SIGTERM");
      force = setTimeout(() => {
        signalGroup(group, "SIGKILL");
      }, graceSeconds * 1000);
    };
    run.signal.addEventListener("abort", cancel, { once: true });
    const finish = (): void => {
      run.signal.removeEventListener("abort", cancel);
      clearTimeout(force);
      letGo();
    };

    for (const name of ["stdout", "stderr"] as const) {
      const lines = lineReader((line) => {
        run.onLine(name, line);
      });
      child[name].setEncoding("utf8");
      child[name].on("data", (chunk: string) => {
        collected[name] += chunk;
        collected.both += chunk;
        lines.push(chunk);
      });
      child[name].on("end", () => {
        lines.end();
      });
    }
    child.stdin.on("error", () => undefined); // a command need not read its input
    child.stdin.end(run.stdin);
    child.on("error", (error) => {
      finish();
      failed(`cannot start ${program} in ${run.directory}: ${error.message}`);
    });
    child.on("close", (code, signal) => {
      finish();
      if (run.signal.aborted) failed("canceled");
      else if (code !== 0) failed(describeEnd(code, signal));
      else
        resolve({ stdout: collected.stdout.replace(/\n$/, ""), stderr: collected.stderr.replace(/\n$/, "") });
    });
  });
}
