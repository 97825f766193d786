/** The bundles of the TKrs that a stack installs, pulled once. */
import { pullTkrPackage } from "../../clients/tkr-bundle.js";
import { skipped } from "../../environment/finding.js";
import type { TkrPackage } from "../../manifests/tkr-package.js";
import type { Surroundings } from "../surroundings.js";

export interface InstalledVersion {
  /** Without tag. */
  readonly repository: string;
  readonly version: string;
}

/** Whether the stack pulls a bundle at all. */
export const needsBundle = async (surroundings: Surroundings): Promise<boolean> =>
  (await installedVersions(surroundings)).length > 0;

/** Of a stack that uses TKrs as they are there, none. */
export const noBundle = skipped("this stack installs no TKr, so it needs no bundle");

/** What the stack installs; each TKr that it names, where the management cluster or the state does not answer. */
export async function installedVersions(surroundings: Surroundings): Promise<readonly InstalledVersion[]> {
  const { management } = surroundings.spec;
  if (!management) return [];
  const named = [management.tkr.version, ...management.tkr.alsoInstalled];
  const versions = await surroundings.installedVersions().catch(() => named);
  return versions.map((version) => ({ repository: management.bundle, version }));
}

/** @throws UserError that names the config key that mends it */
export function packageOf(
  surroundings: Surroundings,
  repository: string,
  version: string,
): Promise<TkrPackage> {
  const { registry } = surroundings.spec.connection;
  const password = registry?.username === undefined ? undefined : surroundings.passwords.registryPassword;
  return surroundings.once(`bundle ${version}`, () =>
    pullTkrPackage(repository, version, { ...registry, password }),
  );
}
