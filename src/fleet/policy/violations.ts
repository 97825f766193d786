/** One policy with its settings on one site: the same answer offline and for a resource. */
import { labelSelector } from "../plan/selector.js";
import type { GovernedSite } from "./governed-site.js";
import type { Policies, PolicyName } from "./policy-fields.js";
import { rules, type Rule, type Violation } from "./rules.js";

/** Whether a policy with this selector holds for a site. @param selector undefined for all sites */
export const isMeant = (selector: string | undefined, site: Pick<GovernedSite, "labels">): boolean =>
  selector === undefined || labelSelector(selector)(site);

/** What violates a policy, wherever it holds. */
export function violationsOf<N extends PolicyName>(
  name: N,
  settings: Policies[N],
  site: GovernedSite,
): readonly Violation[] {
  const rule: Rule<N> = rules[name];
  return settings === undefined ? [] : rule(settings, site);
}
