/** A fleet as the commands read it that contact its management clusters. */
import type { Fleet } from "../../config/fleet/fleet-file.js";
import { configuredSites, type ConfiguredSite } from "../../fleet/plan/configured-sites.js";
import { readFleet, stackFileOf, type FleetOptions } from "./fleet-input.js";
import { givenOutputs, outputsOfStack, type GivenValues } from "./other-stacks.js";
import { projectName } from "./own-records.js";
import { selectedSites } from "./selected-sites.js";
import type { PulumiRunner } from "./store-password.js";

export interface LiveOptions extends FleetOptions, GivenValues {
  /** Labels of the sites that are read. @default - all sites */
  readonly selector?: string | undefined;
}

export interface FleetToRead {
  readonly fleet: Fleet;
  /** Of the Pulumi project, the first part of a stack's mark. */
  readonly project: string;
  readonly sites: readonly ConfiguredSite[];
  readonly isSelected: ((site: ConfiguredSite) => boolean) | undefined;
}

/**
 * Reads the fleet, then calls `read` in the project's directory, to which the files that stacks name are relative.
 * @throws UserError for a selector that is none or means no site, or a fleet file that cannot be read
 */
export async function inFleet<T>(
  options: LiveOptions,
  pulumi: PulumiRunner,
  read: (fleet: FleetToRead) => Promise<T>,
): Promise<T> {
  const { directory } = options;
  const fleet = readFleet(options);
  const isSelected = selectedSites(fleet, options);
  const project = projectName(directory);
  const sites = await configuredSites(fleet, {
    directory,
    stackFile: (site) => stackFileOf(directory, site),
    given: (raw) => givenOutputs(raw, options),
    outputsOfStack: (stack) => outputsOfStack(stack, directory, pulumi),
  });
  const before = process.cwd();
  process.chdir(directory);
  try {
    return await read({ fleet, project, sites, isSelected });
  } finally {
    process.chdir(before);
  }
}
