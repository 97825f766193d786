/** A file that names no TKr needs --tkr-version: a wrong one is a rebuild later. */
import type { FlatSections } from "../../config/flat-file/sections.js";
import type { Problem } from "../../config/problem.js";
import type { RawStack } from "../../config/stack-spec.js";
import { knownTinyTkrs } from "../../config/tkg-releases.js";
import { compareTkrVersions, versionOfTkr } from "../../config/tkr-version.js";
import { Facts } from "../../environment/facts/facts.js";
import { managementAddress } from "./management-address.js";

export async function missingTkr(
  { site, problems, origins }: FlatSections,
  raw: RawStack,
  directory: string,
): Promise<Problem[]> {
  if (site.tkrVersion !== undefined) return [];
  // What the file has and cannot be read is reported by its line, and a Cluster that cannot be read as a whole.
  const isReported = problems.some(({ path }) => /KUBERNETES_|topology|version/i.test(path));
  origins.refuse("site.tkrVersion");
  if (isReported || (problems.length > 0 && Object.keys(site).length === 0)) return [];
  const known = knownTinyTkrs
    .map(({ release, tkrVersion }) => `${tkrVersion} (TKG ${release.tkg})`)
    .join(", ");
  const installed = await installedTkrs(raw, directory);
  const there = installed.length === 0 ? "" : `; the management cluster has ${installed.join(", ")}`;
  return [
    {
      path: "--tkr-version",
      found: "nothing, and the file names no TKr",
      expected: `the TKr that the cluster is made of. Tiny TKrs that are known: ${known}${there}`,
    },
  ];
}

/** @returns nothing where the management cluster cannot be read */
async function installedTkrs(raw: RawStack, directory: string): Promise<string[]> {
  const address = managementAddress(raw, directory);
  if (!address) return [];
  try {
    const releases = await new Facts().managementCluster(address).list("tkr");
    return releases
      .map(({ metadata }) => versionOfTkr(metadata.name))
      .sort((a, b) => compareTkrVersions(b, a));
  } catch {
    // A list that cannot be had is no reason to fail for another cause.
    return [];
  }
}
