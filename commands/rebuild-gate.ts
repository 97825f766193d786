/**
 * The gate before a rebuild. It runs whenever what forces a rebuild has changed, before anything is deleted: proves that
 * everything the new cluster needs is there, and runs the user's command. If either fails, nothing is deleted. A run that
 * goes on with an interrupted rebuild passes it again, as an update (try-vcenter-login), while the old Cluster still runs.
 *
 * On the first create there is no Cluster yet, and nothing to prove that admission does not say by itself.
 *
 * Out: `{"rebuild": false}` or `{"rebuild": true, "proved": [...], "commandRun": boolean}`.
 */
import type { LiveObject } from "../clients/live-object.js";
import type { Cluster } from "../manifests/cluster.js";
import { rebuildInputsAnnotation } from "../manifests/rebuild.js";
import { runCommand } from "./command.js";
import { passGate } from "./gate/pass.js";
import { gateInputs } from "./gate/prospect.js";

export async function main(): Promise<void> {
  await runCommand(gateInputs, (input) => passGate(input, isRebuilt));
}

/** One that is taken over (site.adopt) is not rebuilt for that, whether or not this product created it. */
function isRebuilt(live: LiveObject, wanted: Cluster): boolean {
  const builtFrom = live.metadata.annotations?.[rebuildInputsAnnotation];
  return builtFrom !== undefined && builtFrom !== wanted.metadata.annotations[rebuildInputsAnnotation];
}
