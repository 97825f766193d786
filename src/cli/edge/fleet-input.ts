/** The fleet that a command reads, and the stack files of its sites. */
import { join } from "node:path";
import { readFleetFile, type Fleet, type ParsedDocuments } from "../../config/fleet/fleet-file.js";
import { isThere } from "../../config/reading/file-view.js";
import { readOwnStackFile, stackFileName, type OwnStackFile } from "../../config/stack-file.js";

export interface FleetOptions {
  /** Absolute path of the project. */
  readonly directory: string;
  /** Fleet file, relative to the project. */
  readonly fleet: string;
}

export const defaultFleetFile = "fleet.yaml";

/** @param only see `readFleetFile`; @param parsed see there */
export const readFleet = (
  { directory, fleet }: FleetOptions,
  only?: string,
  parsed?: ParsedDocuments,
): Fleet => readFleetFile(fleet, directory, only, parsed);

/** @returns undefined for a site without a stack file */
export function stackFileOf(directory: string, site: string): OwnStackFile | undefined {
  return isThere(join(directory, stackFileName(site))) ? readOwnStackFile(directory, site) : undefined;
}
