/** Groups that no site is in: often a misspelt name, or what is left of a change. */
import type { Fleet } from "../../config/fleet/fleet-file.js";
import type { FleetFinding } from "../finding.js";

export function unusedGroups({ groups }: Fleet, used: ReadonlySet<string>): FleetFinding[] {
  return [...groups.values()]
    .filter(({ name }) => !used.has(name))
    .map(({ name, path, at }) => ({
      ...{ severity: "warning", rule: "group", path, place: at([]), sites: [] },
      ...{ found: `"${name}", a group that no site is in`, expected: "groups of sites, or no such group" },
    }));
}
