/** What the policies of a file find in one site. */
import type { FleetFinding } from "../finding.js";
import type { SiteFacts } from "../site-facts.js";
import type { GovernedSite } from "./governed-site.js";
import type { PolicyName } from "./policy-fields.js";
import type { PolicyFile } from "./policy-file.js";
import { isMeant, violationsOf } from "./violations.js";

/**
 * @param name of the site in the fleet
 * @param placeOf where a value of the site stands
 */
export function policyFindings(
  { file, policies }: PolicyFile,
  site: GovernedSite,
  name: string,
  placeOf: SiteFacts["placeOf"],
): FleetFinding[] {
  return (Object.keys(policies) as PolicyName[]).flatMap((policy) => {
    const settings = policies[policy];
    if (settings === undefined || !isMeant(settings.sites, site)) return [];
    return violationsOf(policy, settings, site).map(
      ({ path, found, expected, isUnknown = false }): FleetFinding => {
        const of = { rule: "policy", path, place: placeOf(path), sites: [name] };
        const by = `by the policy ${policy} of ${file}`;
        if (isUnknown) {
          const note = `the policy ${policy} of ${file} was not checked: ${path} is not set here; expected: ${expected}`;
          return { ...of, severity: "warning", note };
        }
        const severity = settings.enforcement === "mandatory" ? "error" : "warning";
        return { ...of, severity, ...(found !== undefined && { found }), expected: `${expected}, ${by}` };
      },
    );
  });
}
