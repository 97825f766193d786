/** Does the registry answer, are the bundles of a stack's TKrs in it, and may their images be pulled without a login? */
import { bundleReference } from "../../clients/tkr-bundle.js";
import { imagesOf } from "../facts/package.js";
import type { RegistryFacts } from "../facts/registry-facts.js";
import type { Finding } from "../finding.js";
import { anonymousUse, bundleContent, noBundle, registryUse } from "../judgements/registry.js";

/** The bundles that a stack pulls. */
export interface Bundles {
  /** Without tag. */
  readonly repository: string;
  /** Of the TKrs that the stack installs; none where it uses TKrs that are there already. */
  readonly versions: readonly string[];
}

export async function checkRegistry(
  registry: RegistryFacts,
  { repository, versions }: Bundles,
  caFile: string | undefined,
): Promise<Finding> {
  if (versions.length === 0) return noBundle;
  return registryUse(repository, caFile, await registry.answer(repository));
}

/** One finding for each TKr. @throws UserError that names the config key that fixes it */
export async function checkBundles(
  registry: RegistryFacts,
  { repository, versions }: Bundles,
): Promise<readonly Finding[]> {
  if (versions.length === 0) return [noBundle];
  return Promise.all(
    versions.map(async (version) => {
      const { metadata } = await registry.package(repository, version);
      return bundleContent(bundleReference(repository, version), metadata.name);
    }),
  );
}

/** One finding for each image of the TKrs' Packages. @throws UserError when a bundle cannot be pulled */
export async function checkAnonymousPull(
  registry: RegistryFacts,
  { repository, versions }: Bundles,
): Promise<readonly Finding[]> {
  if (versions.length === 0) return [noBundle];
  const packages = versions.map((version) => registry.package(repository, version));
  const images = (await Promise.all(packages)).flatMap(({ spec }) => imagesOf(spec));
  return Promise.all(
    images.map(async (image) => anonymousUse(image, await registry.anonymousRefusal(image))),
  );
}
