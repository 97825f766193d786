/** Are the packages that a site names on its management cluster? */
import { packageKind } from "../../clients/resource-kinds.js";
import type { SiteSpec } from "../../config/stack-spec.js";
import { systemNamespace } from "../../manifests/kubernetes-object.js";
import type { ManagementFacts } from "../facts/management-facts.js";
import { ok, skipped, type Finding } from "../finding.js";
import {
  cniPackage,
  missingPackages,
  missingSecrets,
  wantedPackages,
  wantedSecrets,
} from "../judgements/packages.js";

const known = ({ tkrVersion }: SiteSpec): Finding => skipped(`known once TKr ${tkrVersion} is installed`);

/** @throws UserError when the management cluster does not answer */
export async function checkCniPackage(management: ManagementFacts, site: SiteSpec): Promise<Finding> {
  const tkr = await management.tkr(site.tkrVersion);
  return tkr ? cniPackage(site, tkr.packages) : known(site);
}

/** @throws UserError when the management cluster does not answer */
export async function checkPackages(
  management: ManagementFacts,
  site: SiteSpec,
): Promise<Finding | readonly Finding[]> {
  if ((site.packages?.additional ?? []).length === 0) return ok("the site has the packages of its TKr");
  const tkr = await management.tkr(site.tkrVersion);
  if (!tkr) return known(site);
  const names = wantedPackages(site, tkr.packages);
  const secrets = wantedSecrets(site).map(({ secret }) => secret);
  const [packages, values] = await Promise.all([
    namesOf(management, packageKind, names, systemNamespace),
    namesOf(management, "secrets", secrets, site.namespace),
  ]);
  const missing = [...missingPackages(site, names, packages), ...missingSecrets(site, values)];
  return missing.length > 0 ? missing : ok("the packages of the site and their Secrets are there");
}

/** Names of those that exist. */
async function namesOf(
  management: ManagementFacts,
  kind: string,
  names: readonly string[],
  namespace: string,
): Promise<ReadonlySet<string>> {
  const references = names.map((name) => `${kind}/${name}`);
  return new Set((await management.getAll(references, namespace)).map(({ metadata }) => metadata.name));
}
