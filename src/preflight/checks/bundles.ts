/** The bundles of the TKrs that a stack installs, pulled once. */
import { pullTkrPackage } from "../../clients/tkr-bundle.js";
import type { TkrPackage } from "../../manifests/tkr-package.js";
import type { Surroundings } from "../surroundings.js";

export interface InstalledVersion {
  /** Without tag. */
  readonly repository: string;
  readonly version: string;
}

export function installedVersions({ spec: { management } }: Surroundings): readonly InstalledVersion[] {
  if (!management) return [];
  const versions = new Set([management.tkr.version, ...management.tkr.alsoInstalled]);
  return [...versions].map((version) => ({ repository: management.bundle, version }));
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
