/**
 * Pulls the repository bundle of a TKr with imgpkg and gives its Package, changed for this management cluster
 * (vendor page, steps 2.4 and 2.5).
 *
 * Out: `{"package": {...}}`.
 */
import { bundleReference, pullTkrPackage } from "../clients/tkr-bundle.js";
import { pullTkrPackage as contract } from "../contracts/pull-tkr-package.js";
import { progress, runCommand } from "./command.js";

export async function main(): Promise<void> {
  await runCommand(contract, async (input) => {
    const { bundle: repository, tkrVersion: version, registry, registryPassword: password } = input;
    progress(`pulling ${bundleReference(repository, version)}`);
    return { package: await pullTkrPackage(repository, version, { ...registry, password }) };
  });
}
