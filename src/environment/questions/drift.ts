/** Are the ClusterClass and the TKrs still as a stack made them? */
import type { ManagementReader } from "../../clients/management-cluster.js";
import { clusterClassKind, osImageKind } from "../../clients/resource-kinds.js";
import type { ManagementSpec } from "../../config/stack-spec.js";
import { readClusterClass } from "../facts/cluster-class.js";
import { installedTkr, tkrObjects } from "../facts/tkr-objects.js";
import type { Finding } from "../finding.js";
import { classDrift } from "../judgements/cluster-class.js";
import { tkrDrift, type TkrFindings } from "../judgements/tkr-drift.js";

/** @throws UserError when the management cluster does not answer */
export async function checkClassDrift(
  cluster: Pick<ManagementReader, "listNamed">,
  clusterClass: ManagementSpec["clusterClass"],
): Promise<Finding[]> {
  const classes = await cluster.listNamed(clusterClassKind, clusterClass.name);
  return classDrift(classes.map(readClusterClass), clusterClass);
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
