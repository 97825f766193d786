/** A site of a fleet as the stack that it is: its own file over the layers of the fleet, read and checked. */
import type { PlacedProblem } from "../config/fleet/fleet-document.js";
import type { SiteInFleet } from "../config/fleet/fleet-layers.js";
import { lowerLayers } from "../config/fleet/stack-in-fleet.js";
import type { OutputsOfStacks } from "../config/from-stacks.js";
import { layerOver, readLayer } from "../config/layers.js";
import type { ReadLayer } from "../config/lower-layers.js";
import { checkStack, type CheckedStack } from "../config/parse-stack.js";
import { laterPasswords } from "../config/password-sources.js";
import type { OwnStackFile } from "../config/stack-file.js";
import type { RawStack } from "../config/stack-spec.js";

export interface SiteStack extends CheckedStack {
  readonly raw: RawStack;
  readonly outputsOfStacks: OutputsOfStacks | undefined;
  /** A problem of the stack, with the place of the value. */
  readonly placed: (problem: PlacedProblem) => PlacedProblem;
}

/** @param file the stack file of the site; undefined where there is none */
export function rawSite(site: SiteInFleet, file: OwnStackFile | undefined): RawStack {
  // Passwords are in stack files; a site that has none yet lacks none.
  const own = file?.raw ?? { secretsSet: laterPasswords(site.layer.values.connection) };
  return { ...own, below: lowerLayers(site, own) };
}

/** A site with the keys of its stack file, which win over those of the fleet. */
export function layerOfSite(site: SiteInFleet, file: OwnStackFile | undefined, directory: string): ReadLayer {
  if (!file) return site.layer;
  return layerOver(layerOfFile(file, directory), site.layer);
}

/** What a stack file itself sets, with the files that it names. */
export const layerOfFile = (file: OwnStackFile, directory: string): ReadLayer =>
  readLayer(file.raw, directory, { name: file.name, at: file.at });

/** @param directory absolute path of the project; @param outputsOf in place of the outputs of the stacks that a site names */
export function siteStack(
  site: SiteInFleet,
  file: OwnStackFile | undefined,
  directory: string,
  outputsOf: (raw: RawStack) => OutputsOfStacks | undefined,
): SiteStack {
  const raw = rawSite(site, file);
  const outputsOfStacks = outputsOf(raw);
  const checked = checkStack({ ...raw, outputsOfStacks }, directory, site.name, "up");
  const placed = (problem: PlacedProblem): PlacedProblem => {
    const inStack = raw.below?.locate(problem) === problem;
    if (inStack && file) return file.locate(problem);
    return { ...problem, place: site.placeOf(problem.path) ?? site.place };
  };
  return { ...checked, raw, outputsOfStacks, placed };
}
