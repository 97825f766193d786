/** `tkg-edge fleet status`: what runs at every site. Read-only. */
import { resolve } from "node:path";
import { UserError } from "../../config/problem.js";
import { Facts } from "../../environment/facts/facts.js";
import { LiveFleet } from "../../fleet/plan/live-fleet.js";
import { fleetStatus as readStatus } from "../../fleet/status/fleet-status.js";
import { metricsOf } from "../../fleet/status/metrics.js";
import { pageOf } from "../../fleet/status/page/page.js";
import { jsonStatus, statusReport } from "../../fleet/status/report.js";
import { textStatus } from "../../fleet/status/text.js";
import { inFleet, type LiveOptions } from "./fleet-live.js";
import { printProblems } from "./print-plan.js";
import { lastRollout } from "./rollout/rollout-folder.js";
import type { PulumiRunner } from "./store-password.js";
import type { Terminal } from "./terminal.js";
import { writePublicFile } from "./whole-file.js";

export interface FleetStatusOptions extends LiveOptions {
  readonly json: boolean;
  /** File to write the metrics to, relative to the working directory. @default - none */
  readonly metrics?: string | undefined;
  /** File to write the page to, relative to the working directory. @default - none */
  readonly html?: string | undefined;
}

/**
 * @param version of this program
 * @returns the exit code: 0 every site is Ready, 2 one needs attention, 1 one cannot be read
 * @throws UserError when a file cannot be written
 */
export async function fleetStatus(
  options: FleetStatusOptions,
  terminal: Terminal,
  pulumi: PulumiRunner,
  version: string,
  facts: Facts = new Facts(),
): Promise<number> {
  const files = { metrics: absolute(options.metrics), html: absolute(options.html) };
  return inFleet(options, pulumi, async ({ fleet, project, sites, isSelected }) => {
    const now = Date.now();
    const settings = { project, toolVersion: version, isSelected };
    const status = await readStatus(sites, new LiveFleet(facts, true), settings, now);
    const rollout = lastRollout(options.directory, options.fleet, terminal);
    const report = statusReport(fleet.file, status, now, rollout);
    terminal.out(options.json ? jsonStatus(report) : textStatus(report));
    if (files.metrics !== undefined) writeReport("--metrics", files.metrics, metricsOf(report));
    if (files.html !== undefined) writeReport("--html", files.html, pageOf(report));
    return printProblems(fleet, terminal) ? report.exitCode : 1;
  });
}

const absolute = (file: string | undefined) => (file === undefined ? undefined : resolve(file));

function writeReport(flag: string, file: string, text: string): void {
  try {
    writePublicFile(file, text);
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new UserError(`${flag}: ${file} cannot be written: ${words}`);
  }
}
