/** A fleet as the commands read it that contact its management clusters. */
import type { Fleet, ParsedDocuments } from "../../config/fleet/fleet-file.js";
import type { StackOutputs } from "../../config/from-stacks.js";
import {
  configuredSites,
  type ConfiguredFleet,
  type ConfiguredSite,
} from "../../fleet/plan/configured-sites.js";
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
  /** A site as its files have it now, with the outputs that were read before; undefined where the fleet has it no more. */
  readonly again: (site: string) => Promise<ConfiguredSite | undefined>;
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
  const parsed: ParsedDocuments = new Map();
  const fleet = readFleet(options, undefined, parsed);
  const isSelected = selectedSites(fleet, options);
  const project = projectName(directory);
  const outputs = new Map<string, Promise<StackOutputs>>();
  const outputsOnce = (stack: string): Promise<StackOutputs> => {
    const known = outputs.get(stack) ?? outputsOfStack(stack, directory, pulumi);
    outputs.set(stack, known);
    return known;
  };
  const configured: ConfiguredFleet = {
    directory,
    stackFile: (site) => stackFileOf(directory, site),
    given: (raw) => givenOutputs(raw, options),
    outputsOfStack: outputsOnce,
  };
  const sites = await configuredSites(fleet, configured);
  const again: FleetToRead["again"] = async (name) => {
    const now = readFleet(options, undefined, parsed);
    const entry = now.sites.get(name);
    return entry && (await configuredSites({ ...now, sites: new Map([[name, entry]]) }, configured))[0];
  };
  const before = process.cwd();
  process.chdir(directory);
  try {
    return await read({ fleet, project, sites, isSelected, again });
  } finally {
    process.chdir(before);
  }
}
