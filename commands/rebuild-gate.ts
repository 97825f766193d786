/**
 * The gate before a rebuild. It runs whenever what forces a rebuild has changed, before anything is deleted: proves that
 * everything the new cluster needs is there, and runs the user's command. If either fails, nothing is deleted. A run that
 * goes on with an interrupted rebuild passes it again, as an update (try-vcenter-login), while the old Cluster still runs.
 *
 * On the first create there is no Cluster yet, and nothing to prove that admission does not say by itself.
 *
 * Out: `{"rebuild": false}` or `{"rebuild": true, "proved": [...], "commandRun": boolean}`.
 */
import type { LiveObject } from "../clients/management-cluster.js";
import { rebuildInputsAnnotation } from "../manifests/rebuild.js";
import { runCommand } from "./command.js";
import { passGate } from "./gate/pass.js";
import { gateInputs } from "./gate/prospect.js";

export async function main(): Promise<void> {
  await runCommand(gateInputs, (input) => passGate(input, isOwn));
}

/** One that is taken over (site.adopt) is not rebuilt for that; it says what it is made of from then on. */
const isOwn = (live: LiveObject) => live.metadata.annotations?.[rebuildInputsAnnotation] !== undefined;
