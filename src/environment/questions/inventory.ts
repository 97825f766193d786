/** Does vCenter have every inventory path of a stack? */
import type { VcenterFacts } from "../facts/vcenter-facts.js";
import type { Finding } from "../finding.js";
import { inventoryKeys, isReadAsPattern, pathFinding, type Place } from "../judgements/inventory.js";

/**
 * @returns one finding for each path at which nothing is, or something else
 * @throws UserError when vCenter does not answer
 */
export async function checkPaths(
  vcenter: VcenterFacts,
  places: readonly Place[],
): Promise<readonly Finding[]> {
  const findings = places.flatMap((place) =>
    inventoryKeys.map(async (key) => {
      const path = place.paths[key];
      const object = await vcenter.objectAt(path);
      const isPattern = object !== undefined && isReadAsPattern(place, path);
      return pathFinding(place, key, object, isPattern ? await vcenter.objectMatching(path) : undefined);
    }),
  );
  return (await Promise.all(findings)).flat();
}
