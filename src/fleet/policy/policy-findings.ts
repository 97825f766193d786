/** What the policies of a file find in one site. */
import type { FleetFinding } from "../finding.js";
import { labelSelector } from "../plan/selector.js";
import type { SiteFacts } from "../site-facts.js";
import type { GovernedSite } from "./governed-site.js";
import type { Policies, PolicyName } from "./policy-fields.js";
import type { PolicyFile } from "./policy-file.js";
import { rules, type Rule, type Violation } from "./rules.js";

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

const isMeant = (selector: string | undefined, site: GovernedSite): boolean =>
  selector === undefined || labelSelector(selector)(site);

function violationsOf<N extends PolicyName>(
  name: N,
  settings: Policies[N],
  site: GovernedSite,
): readonly Violation[] {
  const rule: Rule<N> = rules[name];
  return settings === undefined ? [] : rule(settings, site);
}
