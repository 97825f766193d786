/** A live Cluster as a site: what its own objects hold, in the keys of `tkg-edge:site`. */
import { tkrLabel, versionOfTkr } from "../tkr-version.js";
import { isTree, type Tree } from "../tree.js";
import { readCluster } from "./cluster.js";
import { ObjectReader } from "./object-reader.js";
import { Reading, type ReadingOptions } from "./reading.js";

/** Objects of one site as they stand, by kind. */
export type SiteObjects = ReadonlyMap<string, object>;

export interface LiveSite {
  /** Unchecked, without defaults. */
  readonly site: Tree;
  readonly connection: Tree;
}

/**
 * What cannot be read is left out. The container network and the cloud provider's exclusion are not in the Cluster, but
 * in objects beside it.
 */
export function liveSite(
  cluster: object,
  others: SiteObjects,
  options: Pick<ReadingOptions, "classVariables"> = {},
): LiveSite {
  const file = "the live cluster";
  const reading = new Reading(file, options);
  const reader = new ObjectReader(isTree(cluster) ? cluster : {}, () => file);
  readCluster(reader, reading, new Set());
  const tkr = reader.peek("metadata", "labels", tkrLabel);
  const cni = below(others.get("ClusterBootstrap"), "spec", "cni", "refName");
  const excluded = below(
    others.get("VSphereCPIConfig"),
    "spec",
    "vsphereCPI",
    "vmNetwork",
    "excludeInternalSubnetCidr",
  );
  return {
    connection: reading.connection,
    site: {
      ...reading.site,
      ...(typeof tkr === "string" && { tkrVersion: versionOfTkr(tkr) }),
      cni: typeof cni === "string" && cni.startsWith("calico") ? "calico" : "antrea",
      cpi: { excludeEndpoint: excluded !== undefined },
    },
  };
}

function below(value: unknown, ...steps: readonly string[]): unknown {
  return steps.reduce<unknown>((found, step) => (isTree(found) ? found[step] : undefined), value);
}
