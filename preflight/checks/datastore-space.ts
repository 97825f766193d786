import { exactly } from "../../clients/inventory-paths.js";
import { failure, ok, skipped, warning } from "../../environment/finding.js";
import type { Check } from "../check.js";
import { askGovc } from "./ask-govc.js";

interface DatastoreInfo {
  readonly datastores?: readonly {
    readonly summary?: {
      readonly freeSpace?: number;
      readonly accessible?: boolean;
      readonly maintenanceMode?: string;
    };
  }[];
}

export const datastoreSpace: Check = {
  name: "datastore-space",
  group: "vCenter",
  why: "Where the datastore is full the machine is not cloned, or the node's disk stops taking writes later.",
  remedy:
    "free space on the datastore, choose another tkg-edge:site.placement.datastore, or a smaller machine.diskGiB",
  needs: ["inventory"],
  sections: ["site"],
  async run(surroundings) {
    const { placement, machine } = surroundings.site;
    const info = (await askGovc(surroundings, [
      "datastore.info",
      "-json",
      exactly(placement.datastore),
    ])) as DatastoreInfo;
    const summary = info.datastores?.[0]?.summary;
    const path = "tkg-edge:site.placement.datastore";
    if (summary?.freeSpace === undefined)
      return skipped(`vCenter does not tell the free space of ${placement.datastore}`);
    if (summary.accessible === false || (summary.maintenanceMode ?? "normal") !== "normal") {
      return failure(
        `${placement.datastore} cannot be used now (maintenance, or no host reaches it)`,
        "a datastore in use",
        {
          path,
        },
      );
    }
    const freeGiB = Math.floor(summary.freeSpace / 2 ** 30);
    const seen = `${placement.datastore} has ${freeGiB} GiB free; the node's disk may grow to ${machine.diskGiB} GiB`;
    if (freeGiB >= machine.diskGiB || (await surroundings.liveCluster())) return ok(seen);
    return placement.cloneMode === "linkedClone"
      ? warning(seen, "room for the whole disk", { path })
      : failure(seen, "room for the whole disk", { path });
  },
};
