/** What the policies of a file find in one site. */
import { ConfigurationError } from "../../config/problem.js";
import type { FleetFinding } from "../finding.js";
import type { SiteFacts } from "../site-facts.js";
import type { GovernedSite } from "./governed-site.js";
import { SlowPattern } from "./pattern.js";
import type { PolicyName } from "./policy-fields.js";
import type { PolicyFile } from "./policy-file.js";
import { isMeant, violationsOf } from "./violations.js";

/**
 * @param name of the site in the fleet
 * @param placeOf where a value of the site stands
 * @throws ConfigurationError for a pattern that takes too long
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
    return inTime(file, policy, () => violationsOf(policy, settings, site)).map(
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

/** Policies for certain sites that hold for none of a fleet: their labels may be misspelt. */
export function unmetPolicies(
  { file, policies }: PolicyFile,
  sites: readonly GovernedSite[],
): FleetFinding[] {
  if (sites.length === 0) return [];
  return (Object.keys(policies) as PolicyName[]).flatMap((policy): FleetFinding[] => {
    const selector = policies[policy]?.sites;
    if (selector === undefined || sites.some((site) => isMeant(selector, site))) return [];
    const note = `the policy ${policy} of ${file} holds for no site: none has the labels ${selector} in site.labels`;
    return [{ severity: "warning", rule: "policy", path: "", note, sites: [] }];
  });
}

function inTime<T>(file: string, policy: PolicyName, judge: () => T): T {
  try {
    return judge();
  } catch (error) {
    if (!(error instanceof SlowPattern)) throw error;
    const { found, expected } = error;
    throw new ConfigurationError([{ path: `policies.${policy}`, found, expected }], file);
  }
}
