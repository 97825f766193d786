/** Runs a program that the operator names and gives what it prints. What it prints is never logged. */
import { spawn } from "node:child_process";
import { leash } from "./leash.js";
import { answerSecondsVariable } from "./patience.js";

export interface ProgramRun {
  readonly args: readonly string[];
  /** Absolute path of its working directory. */
  readonly directory: string;
  readonly seconds: number;
}

/** Standard output in full, or how the program ended instead: `ended with exit code 1`. */
export type ProgramOutput = { readonly output: string } | { readonly ended: string };

const mostBytes = 64 * 1024;

export function programOutput(
  program: string,
  { args, directory, seconds }: ProgramRun,
): Promise<ProgramOutput> {
  return new Promise((resolve) => {
    // The group is the program's own, so that whatever it started ends with it.
    const child = spawn(program, args, {
      cwd: directory,
      detached: true,
      stdio: ["ignore", "pipe", "ignore"],
    });
    const letGo = leash(child.pid, "group");
    const chunks: Buffer[] = [];
    let bytes = 0;
    let finished = false;
    const finish = (result: ProgramOutput) => {
      if (finished) return;
      finished = true;
      clearTimeout(timer);
      process.off("exit", endGroup);
      endGroup();
      letGo();
      child.stdout.destroy();
      resolve(result);
    };
    const endGroup = () => {
      killGroup(child.pid);
    };
    const timer = setTimeout(() => {
      finish({ ended: `did not end within ${seconds} s (${answerSecondsVariable} gives it more time)` });
    }, seconds * 1000);
    process.once("exit", endGroup);
    child.stdout.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > mostBytes) finish({ ended: `printed more than ${mostBytes / 1024} KiB` });
      else chunks.push(chunk);
    });
    child.once("error", (error: NodeJS.ErrnoException) => {
      finish({ ended: notStarted(error.code ?? "", program) });
    });
    child.once("close", (code, signal) => {
      if (code === 0) finish({ output: Buffer.concat(chunks).toString("utf8") });
      else
        finish({
          ended: code === null ? `was ended by ${signal ?? "a signal"}` : `ended with exit code ${code}`,
        });
    });
  });
}

function notStarted(code: string, program: string): string {
  if (code === "ENOENT") return program.includes("/") ? "does not exist" : "is not on the PATH";
  if (code === "EACCES") return "may not be executed";
  return `cannot be started (${code})`;
}

function killGroup(leader: number | undefined): void {
  try {
    if (leader !== undefined) process.kill(-leader, "SIGKILL");
  } catch {
    // Nothing is left in it.
  }
}
