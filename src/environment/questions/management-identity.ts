/** Is the management cluster that answers the one that the stack's objects are on? */
import type { LiveObject } from "../../clients/live-object.js";
import type { ManagementReader } from "../../clients/management-cluster.js";
import { UserError } from "../../config/problem.js";
import type { Finding } from "../finding.js";
import {
  isUnidentified,
  managementIdentity,
  type KnownCluster,
  type RecordedCluster,
  type RecordedObject,
} from "../judgements/management-identity.js";

/**
 * @param reached the cluster that answers now
 * @param listed objects of it that were read already
 * @param cluster read only for a state of release 0.1.0, none of whose objects is among `listed`
 * @returns what is wrong: the stack's objects are on another cluster, or nothing shows that they are on this one
 */
export async function checkManagementIdentity(
  recorded: RecordedCluster,
  reached: KnownCluster & { readonly uid: string },
  listed: readonly LiveObject[],
  cluster: Pick<ManagementReader, "getAll">,
): Promise<Finding | undefined> {
  const finding = managementIdentity(recorded, reached, listed);
  if (!finding || !isUnidentified(recorded)) return finding;
  return managementIdentity(recorded, reached, await liveCounterparts(recorded.objects, cluster));
}

/** The objects that now have the names of those recorded: one call for each namespace. */
async function liveCounterparts(
  objects: readonly RecordedObject[],
  cluster: Pick<ManagementReader, "getAll">,
): Promise<readonly LiveObject[]> {
  const namespaces = [...new Set(objects.map(({ namespace }) => namespace ?? "default"))];
  const found = namespaces.map(async (one) => {
    const inside = objects.filter(({ namespace }) => (namespace ?? "default") === one);
    try {
      return await cluster.getAll(inside.map(referenceTo), one);
    } catch (error) {
      // A cluster that does not know a kind has none of the objects.
      if (error instanceof UserError && error.message.includes("doesn't have a resource type")) return [];
      throw error;
    }
  });
  return (await Promise.all(found)).flat();
}

/** As kubectl takes it: `Kind.version.group/name`, without version and group for the core API. */
function referenceTo({ apiVersion, kind, name }: RecordedObject): string {
  const [group, version] = apiVersion.split("/");
  return version === undefined ? `${kind}/${name}` : `${kind}.${version}.${group ?? ""}/${name}`;
}
