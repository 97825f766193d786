/**
 * Pulls the repository bundle of a TKr with imgpkg and gives its Package, changed for this management cluster
 * (vendor page, steps 2.4 and 2.5).
 *
 * Out: `{"package": {...}}`.
 */
import * as z from "zod";
import { bundleReference, pullTkrPackage } from "../clients/tkr-bundle.js";
import { optionalText } from "../config/fields.js";
import { progress, runCommand } from "./command.js";

const inputs = z.object({
  TKG_EDGE_TKR_VERSION: z.string().min(1),
  /** Repository without tag. */
  TKG_EDGE_BUNDLE: z.string().min(1),
  TKG_EDGE_REGISTRY_CA_FILE: optionalText,
  TKG_EDGE_REGISTRY_USERNAME: optionalText,
  TKG_EDGE_REGISTRY_PASSWORD: optionalText,
});

export async function main(): Promise<void> {
  await runCommand(inputs, async (input) => {
    const { TKG_EDGE_BUNDLE: repository, TKG_EDGE_TKR_VERSION: version } = input;
    progress(`pulling ${bundleReference(repository, version)}`);
    const access = {
      caFile: input.TKG_EDGE_REGISTRY_CA_FILE,
      username: input.TKG_EDGE_REGISTRY_USERNAME,
      password: input.TKG_EDGE_REGISTRY_PASSWORD,
    };
    return { package: await pullTkrPackage(repository, version, access) };
  });
}
