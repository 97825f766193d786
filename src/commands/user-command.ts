/**
 * Runs a command of the user's on a cluster, before a rebuild or after one. It gets a kubeconfig of the workload cluster,
 * in a file that only its owner reads and that is gone afterwards. It does not get the stack's passwords.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { leash } from "../clients/leash.js";
import { isAlive } from "../clients/process-identity.js";

export interface UserCommand {
  readonly commandLine: string;
  readonly timeoutSeconds: number;
  /** Config key of the timeout, for messages. */
  readonly timeoutKey: string;
  /** Names the directory of the kubeconfig: `before-rebuild`. */
  readonly purpose: string;
  /** @default - the command runs without one */
  readonly kubeconfig: string | Buffer | undefined;
  /** Further variables of its environment. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Variables that hold secrets of the stack, or lead to them. */
const withheld = /^(TKG_EDGE_|PULUMI_|GOVC_|KUBECONFIG$)/;

/** @returns how it failed; undefined when it succeeded */
export async function runUserCommand(command: UserCommand): Promise<string | undefined> {
  const prefix = `tkg-edge-${command.purpose}-`;
  sweep(prefix);
  const directory = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
  try {
    const file = join(directory, "kubeconfig");
    const { kubeconfig } = command;
    if (kubeconfig) writeFileSync(file, kubeconfig, { mode: 0o600 });
    return await run(command, {
      ...inherited(),
      ...(kubeconfig && { KUBECONFIG: file }),
      ...command.environment,
    });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function run(
  { commandLine, timeoutSeconds, timeoutKey }: UserCommand,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    // Standard output of a command resource is its result; the user's words are progress. The group is the command's
    // own, so that whatever it started ends with it.
    const child = spawn("/bin/bash", ["-c", commandLine], {
      env: environment,
      stdio: ["ignore", 2, 2],
      detached: true,
    });
    const letGo = leash(child.pid, "group");
    const endGroup = () => {
      if (child.pid !== undefined) killGroup(child.pid);
    };
    let ended: string | undefined;
    const end = (how: string) => () => {
      ended = how;
      endGroup();
    };
    const tooLong = end(`took longer than ${timeoutSeconds} s (${timeoutKey})`);
    const timer = setTimeout(tooLong, timeoutSeconds * 1000);
    const interrupted = end("was interrupted");
    const signals = ["SIGTERM", "SIGINT", "SIGHUP"] as const;
    for (const signal of signals) process.once(signal, interrupted);
    // Where the engine is gone this process ends without a signal.
    process.once("exit", endGroup);
    const finish = (failure: string | undefined) => {
      clearTimeout(timer);
      for (const signal of signals) process.off(signal, interrupted);
      process.off("exit", endGroup);
      endGroup();
      letGo();
      resolve(ended ?? failure);
    };
    child.once("error", (error) => {
      finish(`cannot be started (${error.message})`);
    });
    child.once("exit", (code, signal) => {
      finish(
        code === 0
          ? undefined
          : `failed with ${code === null ? (signal ?? "a signal") : `exit code ${code}`}`,
      );
    });
  });
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, "SIGKILL");
  } catch {
    // Nobody is left in it.
  }
}

/** Removes the directories of runs that were killed. */
function sweep(prefix: string): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = Number(name.startsWith(prefix) && name.slice(prefix.length).split("-")[0]);
    if (pid > 0 && !isAlive(pid)) rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}

function inherited(): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !withheld.test(name)));
}
