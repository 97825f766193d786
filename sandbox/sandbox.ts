// The sandbox as a library: start, find again, stop. The command line (cli.ts) and the tests use this.
import { join, resolve } from "node:path";
import { addressesOf, hostPort } from "./addresses.js";
import { vcenterPassword, vcenterUser } from "./demo-values.js";
import { pulumiEnvironment, toolVariables } from "./environment.js";
import { readSandboxFile, registryHost, type SandboxFile } from "./layout.js";
import { isAlive } from "./process-identity.js";
import { recordedProcesses } from "./process-records.js";
import type { Profile } from "./profiles/profile.js";
import type { SandboxSettings } from "./settings.js";
import { runStart } from "./start.js";
import { endProcesses } from "./supervisor.js";

export type { Profile } from "./profiles/profile.js";
export type { SandboxSettings } from "./settings.js";

/** What to start. */
export interface SandboxOptions {
  /** Directory of its files. An existing dead sandbox is moved aside. */
  readonly directory: string;
  readonly profile: Profile;
  /** Receives one line per step. */
  readonly onProgress?: (line: string) => void;
  /** Tuning for tests, e.g. a shorter delete timeout of the add-ons. @default the vendor's values */
  readonly settings?: Partial<SandboxSettings>;
}

/** A running sandbox. Paths are absolute. */
export interface Sandbox {
  readonly directory: string;
  readonly profile: Profile;
  /** e.g. "127.66.3" */
  readonly block: string;
  readonly connectionFile: string;
  readonly kubeconfig: string;
  readonly vcenter: {
    /** host:port */
    readonly server: string;
    readonly username: string;
    readonly password: string;
    /** SHA-1, colon separated. */
    readonly thumbprint: string;
    readonly caFile: string;
  };
  readonly registry: {
    /** e.g. "127.66.3.4:5000/tkg" */
    readonly host: string;
    readonly caFile: string;
  };
  /** Addresses free for control plane endpoints. */
  readonly endpoints: readonly string[];
  /** The whole environment for `pulumi` and the tools: PATH and HOME included, KUBECONFIG and GOVC_* not. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Starts a sandbox and waits until it works. If one already runs in the directory, it is returned unchanged.
 * @throws Error that names the process that did not start, with the end of its log; nothing is left running.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const directory = resolve(options.directory);
  const running = await openSandbox(directory);
  if (running !== undefined) {
    if (running.profile !== options.profile) {
      throw new Error(
        `a sandbox of profile ${running.profile} runs in ${directory}: stop it first (make sandbox-down) to get profile ${options.profile}`,
      );
    }
    return running;
  }
  return describe(directory, await runStart({ ...options, directory }));
}

/* * The running sandbox of a directory; undefined if there is none or one of its processes has died. Such a sandbox is
 * not resumed, because the simulated vCenter keeps its inventory in memory.
 */
export function openSandbox(directory: string): Promise<Sandbox | undefined> {
  const absolute = resolve(directory);
  const file = readSandboxFile(absolute);
  const alive = file?.ready === true && deadProcesses(absolute, file).length === 0;
  return Promise.resolve(alive ? describe(absolute, file) : undefined);
}

/** Names of the processes that a ready sandbox lacks. */
export function deadProcesses(directory: string, file: SandboxFile): string[] {
  const alive = new Set(
    recordedProcesses(directory)
      .filter((record) => isAlive(record))
      .map((record) => record.name),
  );
  return file.processes.filter((name) => !alive.has(name));
}

/** Ends every process of the sandbox in a directory, if there is one. The files remain for inspection.
 * @throws Error that names the processes that could not be ended.
 */
export async function stopSandbox(directory: string): Promise<void> {
  await endProcesses(resolve(directory));
}

function describe(directory: string, file: SandboxFile): Sandbox {
  const at = addressesOf(file.block);
  const caFile = join(directory, "ca.pem");
  return {
    directory,
    profile: file.profile,
    block: file.block,
    connectionFile: join(directory, "connection.json"),
    kubeconfig: join(directory, "kubeconfig"),
    vcenter: {
      server: hostPort(at.vcenter),
      username: vcenterUser,
      password: vcenterPassword,
      thumbprint: file.vcenterThumbprint,
      caFile,
    },
    registry: { host: registryHost(file.block), caFile },
    endpoints: at.endpoints,
    environment: { ...toolVariables(), ...pulumiEnvironment(directory) },
  };
}
