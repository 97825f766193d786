/** A stack that is a site of a fleet: `tkg-edge:fleetFile`. */
import { emptyLayer, valueAt, type LowerLayers } from "../lower-layers.js";
import { nearest } from "../nearest.js";
import { sectionSteps } from "../parse-section.js";
import type { Problem } from "../problem.js";
import type { RawStack } from "../stack-spec.js";
import { withPlace } from "./fleet-document.js";
import { readFleetFile } from "./fleet-file.js";
import { FleetLayers, type SiteInFleet } from "./fleet-layers.js";

/**
 * The stack with what its fleet configures for it. Without `fleetFile` nothing is read.
 * @param projectDirectory absolute path, against which relative file paths are read
 * @param stack its name; with its project and organization, the last part counts
 */
export function withFleet(own: RawStack, projectDirectory: string, stack: string): RawStack {
  const { fleetFile, fleetSite } = own;
  if (fleetFile === undefined) {
    if (fleetSite === undefined) return own;
    const expected = "tkg-edge:fleetFile too: the fleet file that has this site";
    return {
      ...own,
      below: nothing([{ path: "tkg-edge:fleetSite", found: `"${fleetSite}"`, expected }], false),
    };
  }
  const name = fleetSite ?? stack.split("/").at(-1) ?? stack;
  const fleet = readFleetFile(fleetFile, projectDirectory, name);
  const site = new FleetLayers(fleet, projectDirectory).site(name);
  if (!site) {
    const missing = fleet.incomplete ? [] : [noSuchSite(fleetFile, name, [...fleet.sites.keys()], fleetSite)];
    return { ...own, below: nothing([...missing, ...fleet.problems.map(withPlace)], true) };
  }
  const ofSite = fleet.problems.filter(({ path }) => path === `sites.${name}`);
  const problems = [...ofSite, ...site.problems, ...site.inherited];
  return { ...own, below: { ...lowerLayers(site, own), problems: problems.map(withPlace) } };
}

/** The layers of a site below a stack, whose own values are not theirs to locate. */
export function lowerLayers(site: SiteInFleet, own: RawStack): LowerLayers {
  // What is wrong with the files of a layer is reported with the line that names them.
  const layer = { ...site.layer, problems: [] };
  const locate = (problem: Problem): Problem => {
    const steps = sectionSteps(problem.path);
    if (!steps || valueAt(own, steps) !== undefined) return problem;
    return withPlace({ ...problem, place: site.placeOf(problem.path) });
  };
  return { layer, problems: [], locate };
}

function nothing(problems: readonly Problem[], fatal: boolean): LowerLayers {
  return { layer: { ...emptyLayer, fatal }, problems, locate: (same) => same };
}

function noSuchSite(
  fleetFile: string,
  name: string,
  names: readonly string[],
  fleetSite: string | undefined,
): Problem {
  const meant = nearest(name, names);
  const hint = meant === undefined ? "" : ` (did you mean "${meant}"?)`;
  return {
    path: fleetSite === undefined ? "tkg-edge:fleetFile" : "tkg-edge:fleetSite",
    found: `"${fleetFile}", which has no site "${name}"`,
    expected: `the name of a site of this fleet${hint}: that of the stack, or tkg-edge:fleetSite`,
  };
}
