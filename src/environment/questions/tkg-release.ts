/** Is the management cluster of the TKG release that the TKrs of a stack belong to? */
import { clusterKind, tkrKind } from "../../clients/resource-kinds.js";
import type { ManagementFacts } from "../facts/management-facts.js";
import { tkgReleaseOf } from "../facts/tkg-release.js";
import type { Finding } from "../finding.js";
import { tkgRelease } from "../judgements/tkg-release.js";

/**
 * @param tkrVersions that the stack installs or uses
 * @throws UserError where the API has no such kind: then it is no management cluster of TKG 2
 */
export async function checkTkgRelease(
  management: ManagementFacts,
  tkrVersions: readonly string[],
): Promise<Finding> {
  const tkrs = await management.list(tkrKind);
  const release = tkgReleaseOf(await management.list(clusterKind));
  return tkgRelease(tkrVersions, { release, tkrs: tkrs.length });
}
