/**
 * A Cluster whose record is lost, on the management cluster and in the state: the gate cannot see that it is rebuilt, and would let
 * the engine destroy it without proof and backup.
 */
import type { LiveObject } from "../clients/live-object.js";
import { UserError } from "../config/problem.js";
import { rebuildDigest, rebuildInputs, rebuildInputsAnnotation } from "../manifests/rebuild.js";
import { gateTrigger } from "./build-record.js";
import type { SeenSite } from "./gate-task.js";

/**
 * @param live the running Cluster, without a record that can be read
 * @throws UserError where the engine would replace it: the gate ran last for other inputs
 */
export function refuseUnknownRebuild(
  { site, vcenter, state }: Pick<SeenSite, "site" | "vcenter" | "state">,
  live: LiveObject,
): void {
  const passed = gateTrigger(site, state);
  if (passed === undefined || passed === rebuildDigest(rebuildInputs(site, vcenter.server))) return;
  // Nothing can keep it any more.
  if (live.metadata.deletionTimestamp !== undefined) return;
  throw new UserError(
    [
      `REBUILD of ${site.namespace}/${site.name} refused: something that forces a rebuild changed, and what the running cluster was built`,
      `  from is recorded neither on the Cluster nor in the state (annotation ${rebuildInputsAnnotation}). Nothing was changed.`,
      "  Undo the change and run pulumi up --refresh, which writes the record again; then make the change again. If you changed nothing,",
      "  set tkg-edge:site.rebuild.generation to the value with which the cluster was rebuilt last.",
    ].join("\n"),
  );
}
