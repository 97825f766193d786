/** Has the stack's user every privilege that it needs in vCenter? */
import type { VcenterFacts } from "../facts/vcenter-facts.js";
import type { Finding } from "../finding.js";
import type { Place } from "../judgements/inventory.js";
import { neededAt, privilegeFindings } from "../judgements/privileges.js";

/** @throws UserError when vCenter does not answer */
export async function checkPrivileges(
  vcenter: VcenterFacts,
  places: readonly Place[],
): Promise<readonly Finding[]> {
  const wanted = places.flatMap(neededAt).map(async (one) => {
    const object = await vcenter.objectAt(one.at);
    // That nothing is there is found by the question for the inventory.
    return object === undefined ? [] : [{ ...one, object }];
  });
  const needs = (await Promise.all(wanted)).flat();
  const objects = [...new Set(needs.map(({ object }) => object))];
  return privilegeFindings(vcenter.username, needs, await vcenter.privileges(objects));
}
