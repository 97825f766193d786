/** A rollout of one fleet on its way: what its parts share. */
import { withPlace } from "../../../config/fleet/fleet-document.js";
import type { Fleet } from "../../../config/fleet/fleet-file.js";
import type { RolloutKeys } from "../../../config/fleet/rollout-fields.js";
import { ConfigurationError } from "../../../config/problem.js";
import type { Facts } from "../../../environment/facts/facts.js";
import type { LiveOptions } from "../fleet-live.js";
import type { PulumiRunner } from "../store-password.js";
import type { Terminal } from "../terminal.js";
import type { ReportFile } from "./report-file.js";
import type { RunOptions } from "./run-sites.js";

export interface FleetRolloutOptions extends LiveOptions, RunOptions {
  /** Keys of `rollout` on the command line. */
  readonly keys: RolloutKeys;
  readonly all: boolean;
  readonly yes: boolean;
  readonly allowRebuilds: boolean;
  readonly startOver: boolean;
  readonly pauseBetweenWaves: boolean;
  /** `prepare` alone changes no site. @default - what is missing of the preparation, then the sites */
  readonly phase?: "prepare" | undefined;
}

/** A rollout of one fleet on its way. */
export interface Rolling {
  readonly options: FleetRolloutOptions;
  readonly terminal: Terminal;
  readonly pulumi: PulumiRunner;
  /** Of this program. */
  readonly version: string;
  readonly facts: () => Facts;
  /** For its ledgers. */
  readonly folder: string;
  readonly report: ReportFile;
}

/** @throws ConfigurationError for what is wrong with the fleet file but for single sites */
export function refuseWrongFleet(fleet: Fleet): void {
  const wrong = fleet.problems.filter(({ path }) => !fleet.sites.has(path.replace(/^sites\./, "")));
  if (wrong.length > 0) throw new ConfigurationError(wrong.map(withPlace), `fleet ${fleet.file}`);
}
