/** Is exactly one OS image of the TKr of the operating system that is wanted? */
import type { ManagementFacts } from "../facts/management-facts.js";
import { skipped, type Finding } from "../finding.js";
import { osImageCount, type WantedOs } from "../judgements/os-image.js";

/** @throws UserError when the management cluster does not answer */
export async function checkOsImage(management: ManagementFacts, wanted: WantedOs): Promise<Finding> {
  const tkr = await management.tkr(wanted.tkrVersion);
  if (!tkr) return skipped(`known once TKr ${wanted.tkrVersion} is installed`);
  return osImageCount(wanted, tkr, await management.osImages());
}
