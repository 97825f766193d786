/** `tkg-edge fleet validate`: everything about a fleet that can be found wrong offline. */
import { checkFleet } from "../../fleet/check-fleet.js";
import { readPolicyFile } from "../../fleet/policy/policy-file.js";
import { countOf, jsonReport, textReport } from "../../fleet/report.js";
import { readFleet, stackFileOf, type FleetOptions } from "./fleet-input.js";
import { givenOutputs, type GivenValues } from "./other-stacks.js";
import type { Terminal } from "./terminal.js";

export interface FleetValidateOptions extends FleetOptions, GivenValues {
  readonly json: boolean;
  /** Policy file, relative to the project. */
  readonly policy?: string | undefined;
}

/**
 * @returns whether there is no error
 * @throws ConfigurationError with the problems of the policy file
 */
export function fleetValidate(options: FleetValidateOptions, terminal: Terminal): boolean {
  const { directory, json, policy } = options;
  const policies = policy === undefined ? undefined : readPolicyFile(policy, directory);
  const check = checkFleet(readFleet(options), {
    directory,
    stackFile: (site) => stackFileOf(directory, site),
    outputsOf: (raw) => givenOutputs(raw, options),
    policies,
  });
  terminal.out(json ? jsonReport(check) : textReport(check));
  return countOf(check, "error") === 0;
}
