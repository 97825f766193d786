/** Whether a node's machine fits its datastore. Pure. */
import type { SiteSpec } from "../../config/stack-spec.js";
import type { DatastoreFacts } from "../facts/inventory-object.js";
import { failure, ok, skipped, warning, type Finding } from "../finding.js";

/** @param isThere whether the machine has its place on it already */
export function datastoreSpace(
  { placement, machine }: SiteSpec,
  { freeGiB, isUsable }: DatastoreFacts,
  isThere: boolean,
): Finding {
  const path = "tkg-edge:site.placement.datastore";
  if (freeGiB === undefined)
    return skipped(`vCenter does not report the free space of ${placement.datastore}`);
  if (!isUsable) {
    return failure(
      `${placement.datastore} cannot be used now (maintenance, or no host reaches it)`,
      "a datastore in use",
      { path },
    );
  }
  const seen = `${placement.datastore} has ${freeGiB} GiB free; the node's disk may grow to ${machine.diskGiB} GiB`;
  if (freeGiB >= machine.diskGiB || isThere) return ok(seen);
  return placement.cloneMode === "linkedClone"
    ? warning(seen, "room for the whole disk", { path })
    : failure(seen, "room for the whole disk", { path });
}
