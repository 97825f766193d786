// Starts the processes of a sandbox, waits until each works, and ends them.
//
// A process runs in a session of its own, so that it outlives the command that started it and a Ctrl-C in the terminal
// does not reach it. Its output goes to <sandbox>/logs/<name>.log.
import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type Probe, probeHealth } from "./health.js";
import { isAlive, signalProcess } from "./process-identity.js";
import {
  forgetProcess,
  type HealthProbe,
  type ProcessRecord,
  recordedProcesses,
  registerProcess,
} from "./process-records.js";

/** A process to start. */
export interface ProcessPlan {
  readonly name: string;
  readonly kind: ProcessRecord["kind"];
  readonly version?: string;
  /** Absolute path of the executable. */
  readonly file: string;
  /** No secret may be among them. */
  readonly args: readonly string[];
  /** The whole environment but PATH, HOME and TMPDIR, which every process gets. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Probed until it answers 200. */
  readonly health?: HealthProbe;
  /** Within which the health probe must answer. @default 60 */
  readonly startTimeoutSeconds?: number;
}

/** A started process. */
export interface StartedProcess {
  readonly record: ProcessRecord;
  /** Resolves when the health probe answers; rejects when the process ends before, or is too slow. */
  readonly healthy: Promise<void>;
}

const pollMilliseconds = 50;
const defaultStartTimeoutSeconds = 60;
const logLinesInErrors = 15;

/**
 * Starts a process and records it.
 * @param caFile The authority that signed the certificate behind the health probe.
 * @throws Error when it cannot be started at all.
 */
export function startProcess(directory: string, plan: ProcessPlan, caFile: string): StartedProcess {
  const log = join(directory, "logs", `${plan.name}.log`);
  mkdirSync(join(directory, "logs"), { recursive: true, mode: 0o700 });
  const temporary = join(directory, "tmp");
  mkdirSync(temporary, { recursive: true, mode: 0o700 });
  const output = openSync(log, "a", 0o600);
  const child = spawn(plan.file, plan.args, {
    cwd: directory,
    // HOME is the sandbox, so that nothing reads or writes the user's own configuration.
    env: { PATH: process.env.PATH ?? "", HOME: directory, TMPDIR: temporary, ...plan.environment },
    stdio: ["ignore", output, output],
    detached: true,
  });
  closeSync(output);
  child.unref();
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => {
      resolve(error.message);
    });
    child.once("exit", (code, signal) => {
      resolve(`it ended with ${signal ?? `exit code ${code ?? "?"}`}`);
    });
  });
  const record =
    child.pid === undefined
      ? undefined
      : registerProcess(directory, {
          name: plan.name,
          kind: plan.kind,
          pid: child.pid,
          command: [plan.file, ...plan.args],
          log,
          ...(plan.version !== undefined && { version: plan.version }),
          ...(plan.health !== undefined && { health: plan.health }),
        });
  const failure = (reason: string): Error => new Error(`${plan.name} did not start: ${reason}${tail(log)}`);
  if (record === undefined) return { record: deadRecord(plan, log), healthy: reject(ended, failure) };
  const probe = plan.health === undefined ? undefined : { ...plan.health, caFile };
  const seconds = plan.startTimeoutSeconds ?? defaultStartTimeoutSeconds;
  return { record, healthy: waitHealthy(probe, ended, seconds, failure) };
}

function deadRecord(plan: ProcessPlan, log: string): ProcessRecord {
  return {
    name: plan.name,
    kind: plan.kind,
    pid: 0,
    startTicks: "",
    command: [plan.file, ...plan.args],
    log,
  };
}

async function reject(ended: Promise<string>, failure: (reason: string) => Error): Promise<void> {
  throw failure(await ended);
}

async function waitHealthy(
  probe: Probe | undefined,
  ended: Promise<string>,
  seconds: number,
  failure: (reason: string) => Error,
): Promise<void> {
  if (probe === undefined) return;
  const state: { reason?: string } = {};
  void ended.then((reason) => {
    state.reason = reason;
  });
  const deadline = Date.now() + seconds * 1000;
  let last = "not probed yet";
  while (Date.now() < deadline) {
    if (state.reason !== undefined) throw failure(state.reason);
    const answer = await probeHealth(probe);
    if (answer === "healthy") return;
    last = answer;
    await delay(pollMilliseconds);
  }
  throw failure(`${probe.url} did not answer within ${seconds} s (last: ${last})`);
}

/** The end of a log, for an error. */
function tail(log: string): string {
  try {
    const lines = readFileSync(log, "utf8").trimEnd().split("\n").slice(-logLinesInErrors);
    return `\nthe end of ${log}:\n${lines.map((line) => `  ${line.slice(0, 400)}`).join("\n")}`;
  } catch {
    return "";
  }
}

const politeMilliseconds = 5000;
const briefMilliseconds = 1000;
const killedMilliseconds = 5000;

/**
 * Ends every recorded process of a sandbox, the youngest first: stand-ins and controllers end their own children while
 * the API server still answers. What does not end in time is killed: five seconds for stand-ins, one for the others.
 * @throws Error that names the processes that still run after SIGKILL.
 */
export async function endProcesses(directory: string): Promise<void> {
  const records = recordedProcesses(directory).reverse();
  const standIns = records.filter((record) => record.kind === "stand-in");
  await endAll(directory, standIns, politeMilliseconds);
  // Guests' processes that their stand-in had no time to end, and everything else. State is not kept, so all at once.
  await endAll(directory, recordedProcesses(directory).reverse(), briefMilliseconds);
}

async function endAll(directory: string, records: readonly ProcessRecord[], bound: number): Promise<void> {
  for (const record of records) signalProcess(record, "SIGTERM");
  await waitDead(records, bound);
  for (const record of records) signalProcess(record, "SIGKILL");
  await waitDead(records, killedMilliseconds);
  const left = records.filter((record) => isAlive(record));
  if (left.length > 0) {
    throw new Error(`these processes cannot be ended: ${left.map((r) => `${r.name} (${r.pid})`).join(", ")}`);
  }
  for (const record of records) forgetProcess(directory, record.name);
}

async function waitDead(records: readonly ProcessRecord[], bound: number): Promise<void> {
  const deadline = Date.now() + bound;
  while (records.some((record) => isAlive(record)) && Date.now() < deadline) await delay(pollMilliseconds);
}
