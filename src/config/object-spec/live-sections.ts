/**
 * A cluster that runs, read from its own objects: what `convert` makes of a file, of objects as an API server has them. What
 * taking over would change of them is a problem here, where a file is edited.
 */
import type { FlatSections } from "../flat-file/sections.js";
import { isTree, type Tree } from "../tree.js";
import { liveSite } from "./live-site.js";
import { ObjectReader } from "./object-reader.js";
import { sectionsOf } from "./read-object-spec.js";
import { Reading, type ReadingOptions } from "./reading.js";

/**
 * @param cluster the Cluster
 * @param others objects of its name and namespace
 * @param source what messages call it, such as `Cluster default/edge-1`
 */
export function liveSections(
  cluster: object,
  others: readonly object[],
  source: string,
  options: ReadingOptions = {},
): FlatSections {
  const reading = new Reading(source, { ...options, isRunning: true });
  const readers = [cluster, ...others].flatMap((object) =>
    isTree(object) ? [new ObjectReader(object, () => source)] : [],
  );
  const [reader] = readers;
  if (reader) refuseSeveralNodes(reader, reading);
  const read = sectionsOf(readers, reading);
  const { site } = liveSite(cluster, byKind(others), options);
  return { ...read, withoutCpiConfig: false, site: { ...read.site, ...beside(site) } };
}

/** What the Cluster itself does not hold: its TKr is a label, and the container network stands in an object beside it. */
function beside({ tkrVersion, cni, cpi }: Tree): Tree {
  const excludesEndpoint = !isTree(cpi) || cpi.excludeEndpoint !== false;
  return {
    ...(typeof tkrVersion === "string" && { tkrVersion }),
    ...(cni === "calico" && { cni }),
    ...(!excludesEndpoint && { cpi }),
  };
}

function refuseSeveralNodes(cluster: ObjectReader, reading: Reading): void {
  const topology = cluster.at("spec", "topology");
  const replicas = topology.peek("controlPlane", "replicas");
  if (replicas !== undefined && replicas !== 1) {
    const where = topology.where("controlPlane", "replicas");
    reading.refuse(
      where,
      "1: a site has one node, and taking the cluster over would remove the others",
      replicas,
    );
  }
  for (const kind of ["machineDeployments", "machinePools"]) {
    const found = topology.items("workers", kind);
    if (found.length === 0) continue;
    const where = topology.where("workers", kind);
    reading.refuse(where, "none: a site has no workers, and a stack has no key for them", found);
  }
}

function byKind(objects: readonly object[]): ReadonlyMap<string, object> {
  return new Map(
    objects.flatMap((object) =>
      isTree(object) && typeof object.kind === "string" ? [[object.kind, object] as const] : [],
    ),
  );
}
