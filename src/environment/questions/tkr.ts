/** Can the TKr be used for a new node? */
import type { ManagementFacts } from "../facts/management-facts.js";
import type { Finding } from "../finding.js";
import { absentTkr, tkrUse, type WantedTkr } from "../judgements/tkr.js";

/** @throws UserError when the management cluster does not answer */
export async function checkTkr(management: ManagementFacts, wanted: WantedTkr): Promise<Finding> {
  const tkr = await management.tkr(wanted.version);
  if (!tkr) return absentTkr(wanted, wanted.isInstalled ? [] : await management.installedVersions());
  const [hasBootstrapTemplate, images] = await Promise.all([
    management.hasBootstrapTemplate(wanted.version),
    management.osImages(),
  ]);
  return tkrUse(wanted, { tkr, hasBootstrapTemplate, images: images.map(({ name }) => name) });
}

/** Is it there at all? */
export async function checkTkrPresence(
  management: ManagementFacts,
  wanted: WantedTkr,
): Promise<Finding | undefined> {
  if (await management.tkr(wanted.version)) return undefined;
  return absentTkr(wanted, await management.installedVersions());
}
