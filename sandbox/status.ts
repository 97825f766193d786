// The status of a sandbox: one line per process, with its health and memory.
import { join, resolve } from "node:path";
import { probeHealth } from "./health.js";
import { readSandboxFile } from "./layout.js";
import { processFacts } from "./process-identity.js";
import { type ProcessRecord, recordedProcesses } from "./process-records.js";

/** The current status of one process. */
export interface ProcessStatus {
  readonly name: string;
  readonly kind: ProcessRecord["kind"];
  readonly version: string;
  readonly pid: number;
  /** "healthy", or the problem. */
  readonly health: string;
  /** Resident memory; 0 for a dead process. */
  readonly residentBytes: number;
  readonly log: string;
}

/** The current status of a sandbox. */
export interface SandboxStatus {
  readonly directory: string;
  readonly profile: string;
  readonly block: string;
  readonly processes: readonly ProcessStatus[];
  /** Problems of the sandbox, such as an interrupted start. Empty if there are none. */
  readonly problems: readonly string[];
}

/** Probes every process.
 * @returns undefined when there is no sandbox in the directory.
 */
export async function sandboxStatus(directory: string): Promise<SandboxStatus | undefined> {
  const absolute = resolve(directory);
  const file = readSandboxFile(absolute);
  if (file === undefined) return undefined;
  const records = recordedProcesses(absolute);
  const processes = await Promise.all(
    records.map((record) => processStatus(record, join(absolute, "ca.pem"))),
  );
  const stopped = records.length === 0;
  const missing = stopped
    ? []
    : file.processes.filter((name) => !records.some((record) => record.name === name));
  const problems = [
    ...(file.ready ? [] : ["its start was not completed"]),
    ...(stopped ? ["it is stopped: make sandbox-up starts an empty one"] : []),
    ...missing.map((name) => `${name}: not running, and its record is gone`),
    ...processes.filter(({ health }) => health !== "healthy").map(({ name, health }) => `${name}: ${health}`),
  ];
  return { directory: absolute, profile: file.profile, block: file.block, processes, problems };
}

async function processStatus(record: ProcessRecord, caFile: string): Promise<ProcessStatus> {
  const facts = processFacts(record.pid);
  const alive = facts?.startTicks === record.startTicks;
  const health = !alive
    ? `died (see ${record.log})`
    : record.health === undefined
      ? "healthy"
      : await probeHealth({ ...record.health, caFile });
  return {
    name: record.name,
    kind: record.kind,
    version: record.version ?? "",
    pid: record.pid,
    health,
    residentBytes: alive ? facts.residentBytes : 0,
    log: record.log,
  };
}

/** The status as a table. */
export function renderStatus(status: SandboxStatus): string {
  const rows = status.processes.map((process) => [
    process.name,
    process.kind,
    process.version,
    String(process.pid),
    mebibytes(process.residentBytes),
    process.health,
  ]);
  const total = status.processes.reduce((sum, process) => sum + process.residentBytes, 0);
  const lines = [
    `sandbox in ${status.directory}: profile ${status.profile}, addresses ${status.block}.0/24`,
    "",
    ...table([["PROCESS", "KIND", "VERSION", "PID", "MEMORY", "HEALTH"], ...rows]),
    "",
    `memory of all: ${mebibytes(total)}`,
    ...status.problems.map((problem) => `problem: ${problem}`),
  ];
  return lines.join("\n");
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}

/** Columns of equal width, two blanks between. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}
