/** Are the ClusterClass and the TKrs still as a stack made them? */
import type { ManagementReader } from "../../clients/management-cluster.js";
import { clusterClassKind, osImageKind } from "../../clients/resource-kinds.js";
import type { ManagementSpec } from "../../config/stack-spec.js";
import { systemNamespace } from "../../manifests/kubernetes-object.js";
import { readClusterClass } from "../facts/cluster-class.js";
import { installedTkr, tkrObjects } from "../facts/tkr-objects.js";
import { guardDrift, otherVendorClasses, type GuardFindings } from "../judgements/cluster-class.js";
import { tkrDrift, type TkrFindings } from "../judgements/tkr-drift.js";

/**
 * By one call for each class, since a class is large and has a copy in every namespace.
 * @throws UserError when the management cluster does not answer
 */
export async function checkGuardDrift(
  cluster: Pick<ManagementReader, "list" | "listNamed">,
  clusterClass: ManagementSpec["clusterClass"],
): Promise<GuardFindings> {
  const read = (name: string) => cluster.listNamed(clusterClassKind, name);
  const [named, inSystem] = await Promise.all([
    read(clusterClass.name),
    cluster.list(clusterClassKind, undefined, systemNamespace),
  ]);
  const others = otherVendorClasses(
    inSystem.map(({ metadata }) => metadata.name),
    clusterClass.name,
  );
  const ofOthers = await Promise.all(others.map(read));
  return guardDrift([...named, ...ofOthers.flat()].map(readClusterClass), clusterClass);
}

/** Of several TKrs, by two calls. @throws UserError when the management cluster does not answer */
export async function checkTkrDrift(
  cluster: Pick<ManagementReader, "getAll" | "list">,
  versions: readonly string[],
): Promise<Map<string, TkrFindings>> {
  const [objects, listed] = await Promise.all([tkrObjects(cluster, versions), cluster.list(osImageKind)]);
  const images = listed.map(({ metadata }) => metadata.name);
  return new Map(
    versions.map((version) => [version, tkrDrift(version, installedTkr(version, objects), images)]),
  );
}
