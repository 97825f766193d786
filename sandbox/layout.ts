// The files of a sandbox directory, and the small ones among them.
//
//   sandbox.json      what it is: profile, block, settings, whether its start is complete
//   connection.json   what the program reads (tkg-edge:connectionFile)
//   stand-ins.json    what the stand-ins read
//   kubeconfig, ca.pem, env, faults.json, ova/, logs/, processes/, pulumi-state/
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { addressesOf, hostPort } from "./addresses.js";
import { vcenterPassword, vcenterUser } from "./demo-values.js";
import { managementContext } from "./kubeconfig.js";
import type { ProcessIdentity } from "./process-identity.js";
import type { Profile } from "./profiles/profile.js";
import type { SandboxSettings } from "./settings.js";

/** What `sandbox.json` holds. */
export interface SandboxFile {
  readonly profile: Profile;
  /** e.g. "127.66.3" */
  readonly block: string;
  readonly settings: SandboxSettings;
  /** SHA-1, colon separated. */
  readonly vcenterThumbprint: string;
  /** The process that starts it, until `ready`. */
  readonly starter: ProcessIdentity;
  readonly ready: boolean;
  /** Names of the processes without which it is dead; guests come and go. */
  readonly processes: readonly string[];
  /** ISO time. */
  readonly startedAt: string;
  /** How long the start took, once ready. */
  readonly startSeconds?: number;
}

/** @param directory Absolute path. */
export function sandboxFile(directory: string): string {
  return join(directory, "sandbox.json");
}

/**
 * The content of `sandbox.json`; undefined if the directory is no sandbox. @throws Error if the file is
 * damaged.
 */
export function readSandboxFile(directory: string): SandboxFile | undefined {
  const file = sandboxFile(directory);
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, "utf8")) as SandboxFile;
  } catch (error) {
    throw new Error(`${file} is damaged: remove the directory ${directory} and start again`, {
      cause: error,
    });
  }
}

export function writeSandboxFile(directory: string, content: SandboxFile): void {
  const file = sandboxFile(directory);
  const unfinished = `${file}.tmp`;
  writeFileSync(unfinished, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  renameSync(unfinished, file);
}

/** "127.66.3.4:5000/tkg": the path is the vendor's. */
export function registryHost(block: string): string {
  return `${hostPort(addressesOf(block).registry)}/tkg`;
}

/** Writes what the program and the stand-ins read. Paths are relative, so that the directory can be moved. */
export function writeConnectionFiles(directory: string, content: SandboxFile): void {
  const { block, vcenterThumbprint, profile, settings } = content;
  const at = addressesOf(block);
  const connection = {
    managementCluster: { kubeconfig: "kubeconfig", context: managementContext },
    vcenter: {
      server: hostPort(at.vcenter),
      username: vcenterUser,
      thumbprint: vcenterThumbprint,
      caFile: "ca.pem",
    },
    registry: { host: registryHost(block), caFile: "ca.pem" },
    controlPlaneEndpoint: at.endpoints[0],
  };
  const write = (name: string, value: unknown, mode: number): void => {
    writeFileSync(join(directory, name), `${JSON.stringify(value, null, 2)}\n`, { mode });
  };
  write("connection.json", connection, 0o644);
  write("stand-ins.json", { profile, vcenterPassword, settings }, 0o600);
  if (!existsSync(join(directory, "faults.json"))) write("faults.json", {}, 0o644);
  mkdirSync(join(directory, "pulumi-state"), { recursive: true, mode: 0o700 });
}
