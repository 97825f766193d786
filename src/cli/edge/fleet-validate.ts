/** `tkg-edge fleet validate`: everything about a fleet that can be found wrong offline. */
import { checkFleet } from "../../fleet/check-fleet.js";
import { countOf, jsonReport, textReport } from "../../fleet/report.js";
import { readFleet, stackFileOf, type FleetOptions } from "./fleet-input.js";
import { givenOutputs, type GivenValues } from "./other-stacks.js";
import type { Terminal } from "./terminal.js";

export interface FleetValidateOptions extends FleetOptions, GivenValues {
  readonly json: boolean;
}

/** @returns whether there is no error */
export function fleetValidate(options: FleetValidateOptions, terminal: Terminal): boolean {
  const { directory, json } = options;
  const check = checkFleet(readFleet(options), {
    directory,
    stackFile: (site) => stackFileOf(directory, site),
    outputsOf: (raw) => givenOutputs(raw, options),
  });
  terminal.out(json ? jsonReport(check) : textReport(check));
  return countOf(check, "error") === 0;
}
