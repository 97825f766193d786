/**
 * Runs the user's command before a rebuild: a backup of etcd or of what runs on the node. It gets the cluster's name,
 * both versions and a kubeconfig of the workload cluster, in a file that only its owner reads and that is gone
 * afterwards. It does not get the stack's passwords.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { leash } from "../../clients/leash.js";
import type { LiveObject } from "../../clients/live-object.js";
import { UserError } from "../../config/problem.js";
import { recordedInputs } from "../../manifests/input-change.js";
import { rebuildInputsAnnotation } from "../../manifests/rebuild.js";
import { progress } from "../command.js";
import type { Prospect } from "./prospect.js";

/** Variables that hold secrets of the stack, or lead to them. */
const withheld = /^(TKG_EDGE_|PULUMI_|GOVC_|KUBECONFIG$)/;

/**
 * @returns whether there was a command
 * @throws UserError when it failed or took too long
 */
export async function runBeforeRebuild(prospect: Prospect): Promise<boolean> {
  const { input, live } = prospect;
  const command = input.beforeRebuild;
  if (command === undefined) return false;
  const seconds = input.beforeRebuildSeconds;
  const kubeconfig = await kubeconfigOf(prospect);
  sweep();
  const directory = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
  try {
    const file = join(directory, "kubeconfig");
    if (kubeconfig) writeFileSync(file, kubeconfig, { mode: 0o600 });
    progress(`before the rebuild, for at most ${seconds} s: ${command}`);
    const failure = await run(command, seconds, {
      ...inherited(),
      ...(kubeconfig && { KUBECONFIG: file }),
      TKG_EDGE_CLUSTER_NAME: live.metadata.name,
      TKG_EDGE_CLUSTER_NAMESPACE: live.metadata.namespace ?? "",
      TKG_EDGE_OLD_TKR_VERSION: oldVersion(live),
      TKG_EDGE_NEW_TKR_VERSION: input.tkrVersion,
    });
    if (failure === undefined) return true;
    throw new UserError(
      `tkg-edge:site.rebuild.beforeCommand ${failure}: ${command}\n` +
        "The rebuild was stopped before anything was deleted; the cluster is as it was. Run the same command again once it succeeds.",
    );
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** @returns how it failed; undefined when it succeeded */
function run(
  command: string,
  seconds: number,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    // Standard output of a command resource is its result; the user's words are progress. The group is the command's
    // own, so that whatever it started ends with it.
    const child = spawn("/bin/bash", ["-c", command], {
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
    const tooLong = end(`took longer than ${seconds} s (tkg-edge:site.rebuild.beforeTimeoutSeconds)`);
    const timer = setTimeout(tooLong, seconds * 1000);
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

const prefix = "tkg-edge-before-rebuild-";

/** Removes the directories of runs that were killed. */
function sweep(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = Number(name.startsWith(prefix) && name.slice(prefix.length).split("-")[0]);
    if (pid > 0 && !isAlive(pid)) rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function inherited(): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !withheld.test(name)));
}

/** @returns undefined for a cluster that never got as far as to have one */
async function kubeconfigOf({ management, live }: Prospect): Promise<Buffer | undefined> {
  const { name, namespace } = live.metadata;
  const secret = await management.get("secrets", `${name}-kubeconfig`, namespace);
  const value = secret?.data?.value;
  if (value !== undefined) return Buffer.from(value, "base64");
  progress(`${name} has no kubeconfig yet: the command is run without one`);
  return undefined;
}

function oldVersion(live: LiveObject): string {
  const { tkrVersion } = recordedInputs(live.metadata.annotations?.[rebuildInputsAnnotation]) ?? {};
  return typeof tkrVersion === "string" ? tkrVersion : "";
}
