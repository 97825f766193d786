/** Which sites of a fleet a command is for. */
import type { Fleet } from "../../config/fleet/fleet-file.js";
import { FleetLayers } from "../../config/fleet/fleet-layers.js";
import { labelSelector, refuseEmptySelection } from "../../fleet/plan/selector.js";

type IsSelected = ReturnType<typeof labelSelector>;

/**
 * @returns undefined for all sites
 * @throws UserError for a selector that is none, or that means no site of a fleet which can be read
 */
export function selectedSites(
  fleet: Fleet,
  { directory, selector }: { readonly directory: string; readonly selector?: string | undefined },
): IsSelected | undefined {
  if (selector === undefined) return undefined;
  const isSelected = labelSelector(selector);
  if (fleet.problems.length > 0) return isSelected;
  const layers = new FleetLayers(fleet, directory);
  const sites = [...fleet.sites.keys()].flatMap((name) => layers.site(name) ?? []);
  refuseEmptySelection(selector, sites, fleet.file);
  return isSelected;
}
