import type { LiveObject } from "../../clients/live-object.js";
import type { ManagementReader } from "../../clients/management-cluster.js";
import { clusterClassKind } from "../../clients/resource-kinds.js";
import type { ManagementSpec } from "../../config/stack-spec.js";
import { drifted, perhapsNew, type Finding } from "../../environment/finding.js";
import { guardSelector } from "../../manifests/class-guard.js";
import {
  resolveTkrAnnotation,
  systemNamespace,
  writtenAnnotation,
} from "../../manifests/kubernetes-object.js";

/**
 * Whether the ClusterClass in `tkg-system` and each copy of it selects TKrs as the stack says. The copies are what
 * admission reads; TKG overwrites them whenever the class in `tkg-system` changes or a namespace is created.
 */
export async function classFindings(
  cluster: ManagementReader,
  clusterClass: ManagementSpec["clusterClass"],
): Promise<Finding[]> {
  const classes = await cluster.listNamed(clusterClassKind, clusterClass.name);
  return judgeClasses(classes, clusterClass);
}

/** @param classes the class of that name in every namespace; none at all is not drift: it was never there */
export function judgeClasses(
  classes: readonly LiveObject[],
  { resolveTkr }: ManagementSpec["clusterClass"],
): Finding[] {
  const source = classes.find(({ metadata }) => metadata.namespace === systemNamespace);
  if (!source) return [];
  const finding = source.metadata.annotations?.[writtenAnnotation] === undefined ? perhapsNew : drifted;
  const wanted = guardSelector(resolveTkr);
  return classes.flatMap(({ metadata: { namespace, name, annotations } }) => {
    const found = annotations?.[resolveTkrAnnotation];
    if (found === wanted) return [];
    const said = found === undefined ? "is not set" : `is "${found}"`;
    const where = `ClusterClass ${namespace ?? ""}/${name}`;
    return [finding(`${where}: annotation ${resolveTkrAnnotation} ${said}, not "${wanted}"`)];
  });
}
