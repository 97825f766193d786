/** Does the registry answer, are the bundles of a stack's TKrs in it, and may their images be pulled without a login? */
import { bundleReference } from "../../clients/tkr-bundle.js";
import { installedVersions, type ManagementSpec } from "../../config/stack-spec.js";
import { imagesOf } from "../facts/package.js";
import type { RegistryFacts } from "../facts/registry-facts.js";
import type { Finding } from "../finding.js";
import { anonymousUse, bundleContent, registryUse } from "../judgements/registry.js";

export async function askRegistry(
  registry: RegistryFacts,
  { bundle }: Pick<ManagementSpec, "bundle">,
  caFile: string | undefined,
): Promise<Finding> {
  return registryUse(bundle, caFile, await registry.answer(bundle));
}

/** One finding for each TKr. @throws UserError that names the config key that fixes it */
export function askBundles(registry: RegistryFacts, management: ManagementSpec): Promise<readonly Finding[]> {
  const { bundle } = management;
  const ask = async (version: string) =>
    bundleContent(bundleReference(bundle, version), (await registry.package(bundle, version)).metadata.name);
  return Promise.all(installedVersions({ management }).map(ask));
}

/** One finding for each image of the TKrs' Packages. @throws UserError when a bundle cannot be pulled */
export async function askAnonymousPull(
  registry: RegistryFacts,
  management: ManagementSpec,
): Promise<readonly Finding[]> {
  const packages = installedVersions({ management }).map((version) =>
    registry.package(management.bundle, version),
  );
  const images = (await Promise.all(packages)).flatMap(({ spec }) => imagesOf(spec));
  return Promise.all(
    images.map(async (image) => anonymousUse(image, await registry.anonymousRefusal(image))),
  );
}
