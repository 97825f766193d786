/**
 * The gate before a rebuild. It runs whenever what forces a rebuild has changed, before anything is deleted: proves that
 * everything the new cluster needs is there, and runs the user's command. If either fails, nothing is deleted. A run that
 * goes on with an interrupted rebuild passes it again, as an update (try-vcenter-login), while the old Cluster still runs.
 *
 * On the first create there is no Cluster yet, and admission itself proves all there is to prove.
 *
 * Out: `{"rebuild": false}` or `{"rebuild": true, "proved": [...], "commandRun": boolean}`.
 */
import type { LiveObject } from "../clients/live-object.js";
import { UserError } from "../config/problem.js";
import { rebuildGate, type GateInputs } from "../contracts/rebuild-gate.js";
import type { Cluster } from "../manifests/cluster.js";
import { madeByAnnotation } from "../manifests/kubernetes-object.js";
import { rebuildInputsAnnotation } from "../manifests/rebuild.js";
import { runCommand } from "./command.js";
import { passGate } from "./gate/pass.js";

export async function main(): Promise<void> {
  await runCommand(rebuildGate, (input) =>
    passGate(input, (live, wanted) => {
      refuseOthers(input, live);
      return isRebuilt(live, wanted);
    }),
  );
}

/**
 * Exported for its test. Minutes can pass between the program's read of the Cluster and this run, and a create would take
 * over what appeared meanwhile.
 * @throws UserError for a Cluster that another stack created, or that was created by hand
 */
export function refuseOthers(input: Pick<GateInputs, "createdBy">, live: LiveObject): void {
  const madeBy = live.metadata.annotations?.[madeByAnnotation];
  if (input.createdBy === undefined || madeBy === input.createdBy) return;
  const { name, namespace = "default" } = live.metadata;
  throw new UserError(
    `Cluster ${namespace}/${name} was created while this run was under way, ` +
      `${madeBy === undefined ? "by hand or by another tool" : `by the stack ${madeBy}`}. It is left as it is. ` +
      "Run pulumi preview: it names the ways on.",
  );
}

/** One that is taken over (site.adopt) is not rebuilt for that, whether or not this product created it. */
function isRebuilt(live: LiveObject, wanted: Cluster): boolean {
  const builtFrom = live.metadata.annotations?.[rebuildInputsAnnotation];
  return builtFrom !== undefined && builtFrom !== wanted.metadata.annotations[rebuildInputsAnnotation];
}
