/**
 * Packages that an earlier run of this stack made without living to write it down.
 *
 * The API of Packages is at odds with server-side apply, so a Package is created as kubectl once did, and a create that
 * was killed ends the next one in "already exists". A Package that carries this stack's mark is therefore imported: where
 * the state knows it already, the engine takes the import for said.
 */
import { getProject, getStack } from "@pulumi/pulumi";
import { ManagementCluster } from "../clients/management-cluster.js";
import type { ManagementConnection } from "../config/connection.js";
import { packageName } from "../config/tkr-version.js";
import { systemNamespace } from "../manifests/kubernetes-object.js";

/** Annotation that says which stack made a Package: `project/stack`. */
export const madeByAnnotation = "tkg-edge/made-by";

export function thisStack(): string {
  return `${getProject()}/${getStack()}`;
}

/** @returns those of the TKr versions whose Package is there and was made by this stack */
export async function packagesOfThisStack(
  connection: ManagementConnection,
  versions: readonly string[],
): Promise<ReadonlySet<string>> {
  const cluster = new ManagementCluster(connection);
  const made = await Promise.all(
    versions.map(async (version) => {
      const found = await cluster.get(
        "packages.data.packaging.carvel.dev",
        packageName(version),
        systemNamespace,
      );
      const mark = found?.metadata.annotations?.[madeByAnnotation];
      return mark === thisStack() && found?.metadata.deletionTimestamp === undefined ? [version] : [];
    }),
  );
  return new Set(made.flat());
}
