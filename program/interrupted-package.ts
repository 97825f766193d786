/**
 * Packages that an earlier run of this stack made without living to write it down.
 *
 * The API of Packages is at odds with server-side apply, so a Package is created as kubectl once did, and a create that
 * was killed ends the next one in "already exists". A Package that carries this stack's mark is therefore imported: where
 * the state knows it already, the engine takes the import for said.
 */
import type { ManagementCluster } from "../clients/management-cluster.js";
import { thisStack } from "../components/made-by.js";
import { packageName } from "../config/tkr-version.js";
import { madeByAnnotation } from "../manifests/kubernetes-object.js";
import { tkrObjects } from "../preflight/drift/tkr-findings.js";

/** @returns those of the TKr versions whose Package is there and was made by this stack */
export async function packagesOfThisStack(
  cluster: ManagementCluster,
  versions: readonly string[],
): Promise<ReadonlySet<string>> {
  const made = (await tkrObjects(cluster, versions)).filter(
    ({ kind, metadata }) =>
      kind === "Package" &&
      metadata.annotations?.[madeByAnnotation] === thisStack() &&
      metadata.deletionTimestamp === undefined,
  );
  const names = new Set(made.map(({ metadata }) => metadata.name));
  return new Set(versions.filter((version) => names.has(packageName(version))));
}
