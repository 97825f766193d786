/** Reports, at preview and before an update, what happens to the running node; refuses a rebuild of a protected one. */
import { log } from "@pulumi/pulumi";
import type { GateTask } from "../../components/gate-task.js";
import type { LiveObject } from "../clients/live-object.js";
import type { ManagementReader } from "../clients/management-cluster.js";
import { machineKind } from "../clients/resource-kinds.js";
import { UserError } from "../config/problem.js";
import type { SiteSpec } from "../config/stack-spec.js";
import { belongsTo } from "../environment/facts/cluster-part.js";
import { nodeNameOf } from "../environment/facts/machine.js";
import { readRecorded } from "../environment/facts/recorded-object.js";
import { takesOver } from "../environment/judgements/adoption.js";
import { sha256 } from "../manifests/digest.js";
import { losesBootstrap, twoSteps } from "../manifests/lost-bootstrap.js";
import { rebuildInputs, rebuildInputsAnnotation, rebuildReasons } from "../manifests/rebuild.js";
import { rolledChanges, rolledInputs, rolledInputsAnnotation } from "../manifests/rolled.js";
import { refuseForcedReplacement, refusePartialRebuild } from "./forced-replacements.js";
import { gateTask, type SeenSite } from "./gate-task.js";
import type { StateResource } from "./own-state.js";
import { rebuildNotice, refusedRebuild } from "./rebuild-notice.js";
import { rollNotice } from "./roll-notice.js";

/**
 * @returns what the gate has to do in this run
 * @throws UserError for a rebuild of a protected cluster, and for one that the engine's command line would force or divide
 */
export async function announceChanges(seen: SeenSite, management: ManagementReader): Promise<GateTask> {
  const { site, live, ownership, state, command } = seen;
  if (command?.deploys === false) {
    return { ...(await gateTask(seen, [])), keptTrigger: recordedTrigger(site, state) };
  }
  refuseForcedReplacement(site, live, state, command);
  const reasons = live && !takesOver(site, live, ownership) ? await announce(seen, live, management) : [];
  return await gateTask(seen, reasons);
}

/** @returns inputs of the rebuild that is due */
async function announce(seen: SeenSite, live: LiveObject, management: ManagementReader): Promise<string[]> {
  const { site, vcenterServer, state, command } = seen;
  // Where they were removed from the Cluster, the state still has them.
  const annotations = { ...recordedAnnotations(site, state), ...live.metadata.annotations };
  const reasons = rebuildReasons(annotations[rebuildInputsAnnotation], rebuildInputs(site, vcenterServer));
  const rolled = rolledChanges(annotations[rolledInputsAnnotation], rolledInputs(site));
  if (reasons === undefined) {
    await log.warn(
      `Cluster ${site.namespace}/${site.name} does not record what it was built from (annotation ${rebuildInputsAnnotation}); ` +
        "the plan below is right, but the reasons for a rebuild are unknown.",
    );
  } else if (reasons.length > 0) {
    refusePartialRebuild(site, state, command);
    // Limited to something else.
    if (command?.isPartial === true) return [];
    const nodes = await nodesOf(management, site);
    const rebuild = { site, reasons, alsoApplied: rolled, nodes };
    if (site.protect) throw new UserError(refusedRebuild(rebuild));
    if (losesBootstrap(site, reasons)) throw new UserError(twoSteps(site));
    await log.warn(rebuildNotice(rebuild));
  } else if (rolled.length > 0) {
    await log.warn(rollNotice(site, rolled));
  }
  return (reasons ?? []).map(({ input }) => input);
}

/** Exported for its test. @returns the digest of what the Cluster in the state was built from; undefined where there is none */
export function recordedTrigger(
  site: Pick<SiteSpec, "name">,
  state: readonly StateResource[],
): string | undefined {
  const inputs = recordedAnnotations(site, state)[rebuildInputsAnnotation];
  return inputs === undefined ? undefined : sha256(inputs);
}

function recordedAnnotations(
  { name }: Pick<SiteSpec, "name">,
  state: readonly StateResource[],
): Readonly<Record<string, string>> {
  const cluster = state.find(({ urn }) => urn.endsWith(`::${name}-cluster`));
  return readRecorded(cluster?.outputs ?? {}).annotations;
}

/** `node NAME (VM NAME)` of every machine of the site's cluster. */
async function nodesOf(management: ManagementReader, { name, namespace }: SiteSpec): Promise<string[]> {
  const machines = await management.list(machineKind, belongsTo(name), namespace);
  return machines.map((machine) => {
    const node = nodeNameOf(machine);
    const vm = `VM ${machine.metadata.name}`;
    return node === undefined ? vm : `node ${node} (${vm})`;
  });
}
