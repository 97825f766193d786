// The record of what runs in a sandbox: one JSON file per process in <sandbox>/processes/. One file each, so that the
// sandbox and the guests, which start processes of their own, can write at the same time without a lock.
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { processFacts, type ProcessIdentity } from "./process-identity.js";

/** How to probe the health of a process. */
export interface HealthProbe {
  /** An https URL that answers 200; http where the process offers nothing else. */
  readonly url: string;
  /** The client certificate to show, where one is needed (absolute paths). */
  readonly certificate?: string;
  readonly key?: string;
}

/** One process. */
export interface ProcessRecord extends ProcessIdentity {
  /** Unique in the sandbox, e.g. "kube-apiserver", "guest-vm-62-etcd". */
  readonly name: string;
  /*   * `real`: the product itself. `simulated`: an upstream simulator (vcsim). `stand-in`: this project's replacement of
   * something that has no public module.
   */
  readonly kind: "real" | "simulated" | "stand-in";
  /** e.g. "1.36.3"; absent where it is not known. */
  readonly version?: string;
  /** Without secrets, as every user of the machine can read it. */
  readonly command: readonly string[];
  /** Absolute path of its log. */
  readonly log: string;
  /** Absent: it counts as healthy while it runs. */
  readonly health?: HealthProbe;
  /** ISO time; orders the list. */
  readonly startedAt?: string;
}

function folder(directory: string): string {
  return join(directory, "processes");
}

/**
 * Records a process that was just started, under the identity that the kernel gives it.
 * @returns the record, or undefined when the process has ended already.
 */
export function registerProcess(
  directory: string,
  entry: Omit<ProcessRecord, "startTicks" | "startedAt">,
): ProcessRecord | undefined {
  const facts = processFacts(entry.pid);
  if (facts === undefined) return undefined;
  const record: ProcessRecord = {
    ...entry,
    startTicks: facts.startTicks,
    startedAt: new Date().toISOString(),
  };
  mkdirSync(folder(directory), { recursive: true, mode: 0o700 });
  const file = join(folder(directory), `${entry.name}.json`);
  // Renamed into place, so that a reader never meets half a file.
  const unfinished = `${file}.${process.pid}.tmp`;
  writeFileSync(unfinished, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
  renameSync(unfinished, file);
  return record;
}

/** Forgets a process. */
export function forgetProcess(directory: string, name: string): void {
  rmSync(join(folder(directory), `${name}.json`), { force: true });
}

/** All recorded processes, in the order in which they were started. */
export function recordedProcesses(directory: string): ProcessRecord[] {
  let files: string[];
  try {
    files = readdirSync(folder(directory)).filter((file) => file.endsWith(".json"));
  } catch {
    return [];
  }
  const records = files.flatMap((file) => {
    try {
      return [JSON.parse(readFileSync(join(folder(directory), file), "utf8")) as ProcessRecord];
    } catch {
      // A guest that ends removes its own records, possibly between the listing and the reading.
      return [];
    }
  });
  return records.sort(
    (a, b) => (a.startedAt ?? "~").localeCompare(b.startedAt ?? "~") || a.name.localeCompare(b.name),
  );
}
