/**
 * A `pulumi` that goes on when this process is killed: it has a process group of its own, so that Ctrl-C at the terminal does not
 * reach it, and writes to files, since a process whose reader is gone is ended by its next line.
 */
import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, readdirSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { identityOf, isRunning, type ProcessIdentity } from "../../../clients/process-identity.js";
import { UserError } from "../../../config/problem.js";

export interface ChildFiles {
  /** Files with what it prints, which only this user may read; one file may be both. */
  readonly stdout: string;
  readonly stderr: string;
}

export interface PulumiChild {
  readonly identity: ProcessIdentity;
  /** Its exit code; undefined where a signal ended it. */
  readonly ended: Promise<number | undefined>;
}

/** What a preview prints is read whole, at its end. */
const environment = { PULUMI_SKIP_UPDATE_CHECK: "true", PULUMI_ENABLE_STREAMING_JSON_PREVIEW: undefined };

/** @throws UserError where there is no pulumi */
export function startPulumi(args: readonly string[], directory: string, files: ChildFiles): PulumiChild {
  const stdout = openSync(files.stdout, "w", 0o600);
  const stderr = files.stderr === files.stdout ? stdout : openSync(files.stderr, "w", 0o600);
  try {
    const child = spawn("pulumi", args, {
      cwd: directory,
      detached: true,
      env: { ...process.env, ...environment },
      stdio: ["ignore", stdout, stderr],
    });
    const ended = new Promise<number | undefined>((resolve, reject) => {
      child.once("error", (error) => {
        reject(new UserError(`pulumi cannot be started: ${error.message}`));
      });
      child.once("exit", (code) => {
        resolve(code ?? undefined);
      });
    });
    // An error is reported where the end is waited for.
    ended.catch(() => undefined);
    return { identity: identityOf(child.pid ?? -1), ended };
  } finally {
    closeSync(stdout);
    if (stderr !== stdout) closeSync(stderr);
  }
}

/** Has it end as Ctrl-C does: the engine finishes or cancels what it does, and writes the state. */
export const interrupt = (identity: ProcessIdentity): void => {
  signal(identity, identity.pid, "SIGINT");
};

/** Ends it and everything in its process group. */
export const kill = (identity: ProcessIdentity): void => {
  signal(identity, -identity.pid, "SIGKILL");
};

/** Only to the process that is meant: its id may be another one's by now. */
function signal(identity: ProcessIdentity, to: number, name: NodeJS.Signals): void {
  if (!isRunning(identity)) return;
  try {
    process.kill(to, name);
  } catch {
    // It has just ended.
  }
}

const pollMilliseconds = 200;

/** Waits for a process that is not a child of this one. */
export async function endOf(identity: ProcessIdentity): Promise<void> {
  while (isRunning(identity)) await delay(pollMilliseconds);
}

/** A process of this machine that has a text among its arguments; undefined where there is none, or no /proc. */
export function processWith(argument: string): ProcessIdentity | undefined {
  const ids = processIds().filter((id) => commandLine(id).includes(argument));
  return ids.map((id) => identityOf(Number(id))).find(isRunning);
}

function processIds(): readonly string[] {
  try {
    return readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

function commandLine(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  } catch {
    return [];
  }
}
