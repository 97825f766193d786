/** What a run of a stack may have left that was ended from outside: a process, a lock, pending operations. */
import { homedir } from "node:os";
import { resolve } from "node:path";
import * as z from "zod";
import { isRunning, type ProcessIdentity } from "../../../clients/process-identity.js";
import { UserError } from "../../../config/problem.js";
import type { Attempt } from "../../../fleet/rollout/records.js";
import { describeOperation, notToBeForgotten, pendingOperations } from "../../pending-operations.js";
import { clearDeadLocks } from "../../stack-lock.js";
import type { PulumiRunner } from "../store-password.js";
import { endOf, processWith } from "./pulumi-child.js";

export interface Leftovers {
  readonly directory: string;
  readonly project: string;
  /** Folder of the file backend; undefined for another one, which ends its locks itself. */
  readonly backend: string | undefined;
  readonly pulumi: PulumiRunner;
}

export interface CleaningReports {
  readonly step: (text: string) => void;
  /** A process of the earlier run still works. */
  readonly survives: (process: ProcessIdentity, ended: Promise<void>) => void;
}

const whoSchema = z.object({ url: z.string() });

/** @returns the folder of a file backend; undefined for another one @throws UserError where nobody is logged in */
export async function backendFolder(directory: string, pulumi: PulumiRunner): Promise<string | undefined> {
  const args = ["whoami", "--verbose", "--json", "--cwd", directory, "--non-interactive"];
  const { ok, stdout, stderr } = await pulumi(args);
  if (!ok) throw new UserError(`Pulumi's backend cannot be used: ${stderr}`);
  const { url } = whoSchema.parse(JSON.parse(stdout));
  if (!url.startsWith("file://")) return undefined;
  const path = url.slice("file://".length).replace(/\?.*$/, "");
  return resolve(directory, path.replace(/^~/, homedir()));
}

/**
 * Waits for a process of the earlier run, and then removes what that left.
 * @param marker argument by which the process is found, where its id was not recorded
 * @returns why the site cannot be run
 */
export async function cleanUpAfter(
  site: string,
  earlier: Attempt,
  marker: string,
  { directory, project, backend, pulumi }: Leftovers,
  { step, survives }: CleaningReports,
): Promise<readonly string[]> {
  const recorded = earlier.process && isRunning(earlier.process) ? earlier.process : undefined;
  const survivor = recorded ?? processWith(marker);
  if (survivor) {
    step(`waiting for process ${survivor.pid} of an earlier run`);
    const ended = endOf(survivor);
    survives(survivor, ended);
    await ended;
  }
  if (backend !== undefined) for (const line of clearDeadLocks(backend, project, site)) step(line);
  const where = ["--stack", site, "--cwd", directory, "--non-interactive"];
  const { ok, stdout, stderr } = await pulumi(["stack", "export", ...where]);
  if (!ok) return stderr.includes("no stack named") ? [] : [`its state cannot be read: ${stderr}`];
  const pending = pendingOperations(stdout);
  if (pending.length === 0) return [];
  const unknown = notToBeForgotten(pending);
  if (unknown.length > 0) {
    return [
      "an earlier run was ended while it created these, and only you know whether they exist:",
      ...unknown.map((operation) => `  ${describeOperation(operation)}`),
      `pulumi refresh --stack ${site} asks for each of them (docs/resume.md)`,
    ];
  }
  step(`clearing ${pending.length} pending operations of an earlier run`);
  // An import keeps the whole state and drops what is pending.
  const imported = await pulumi(["stack", "import", ...where], stdout);
  return imported.ok ? [] : [`its pending operations cannot be cleared: ${imported.stderr}`];
}
