/** Canaries of the fleet file that the fleet does not have: a rollout would be refused. */
import type { Fleet } from "../../config/fleet/fleet-file.js";
import { UserError } from "../../config/problem.js";
import type { FleetFinding } from "../finding.js";
import { canariesOf } from "../rollout/settings.js";

export function unknownCanaries(
  { rollout, rolloutAt, problems }: Fleet,
  sites: Parameters<typeof canariesOf>[1],
): FleetFinding[] {
  // A site that is not here may be in a file that cannot be read.
  if (problems.length > 0) return [];
  try {
    canariesOf(rollout?.canaries, sites);
    return [];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const place = rolloutAt?.("canaries");
    const note = `rollout.${error.message}`;
    return [{ severity: "error", rule: "fleet", path: "", place, note, sites: [] }];
  }
}
