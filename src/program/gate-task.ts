/** What the gate of a site has to do in this run, from what stands on the management cluster and in the stack's state. */
import { log } from "@pulumi/pulumi";
import type { GateTask } from "../../components/gate-task.js";
import type { LiveObject } from "../clients/live-object.js";
import type { VcenterConnection } from "../config/connection.js";
import type { SiteSpec } from "../config/stack-spec.js";
import { drifted } from "../environment/finding.js";
import type { SiteOwnership } from "../environment/judgements/site-ownership.js";
import { deletedInBackground } from "../manifests/applied-metadata.js";
import { rebuildDigest, rebuildInputs } from "../manifests/rebuild.js";
import { gateTrigger } from "./build-record.js";
import type { EngineCommand } from "./engine-command.js";
import { missingNotice } from "./missing-kinds.js";
import type { StateResource } from "./own-state.js";

export interface SeenSite {
  readonly site: SiteSpec;
  readonly vcenter: VcenterConnection;
  /** Whether this stack imports the site's template, which may not be there yet. */
  readonly importsTemplate: boolean;
  /** The site's Cluster as it stands. */
  readonly live: LiveObject | undefined;
  /** Whose the site's objects are. @default - not judged */
  readonly ownership?: SiteOwnership | undefined;
  readonly state: readonly StateResource[];
  readonly command: EngineCommand | undefined;
  /** Kinds of the objects beside the Cluster that the state holds and the management cluster lacks. */
  readonly missing: ReadonlySet<string>;
}

/** What is due of a running Cluster. */
export interface Due {
  /** Inputs of the rebuild; empty: none is due. */
  readonly reasons: readonly string[];
  /** Whether it is rolled to another version. */
  readonly rollsVersion: boolean;
}

export async function gateTask(seen: SeenSite, { reasons, rollsVersion }: Due): Promise<GateTask> {
  const { site, live } = seen;
  const missing = isLeftToOthers(seen) ? new Set<string>() : seen.missing;
  if (missing.size > 0) await log.warn(missingNotice(site, missing));
  const leaving = reasons.length > 0 || isReplaced(seen) ? undefined : leavingNotice(site, live);
  if (leaving !== undefined) await log.warn(leaving);
  const name = `${site.namespace}/${site.name}`;
  const isRebuilt = live !== undefined && reasons.length > 0;
  const deleteSeconds =
    isRebuilt && deletesItself(live, seen.command) ? site.timeouts.deleteSeconds : undefined;
  // A Cluster that is being deleted needs no gate, only the engine's own delete may not come before it is gone.
  const isDue = isRebuilt && (live.metadata.deletionTimestamp === undefined || deleteSeconds !== undefined);
  const isRolled = rollsVersion && live !== undefined && live.metadata.deletionTimestamp === undefined;
  return {
    found: [
      ...(isRolled ? [drifted(`Cluster ${name} is rolled to ${site.tkrVersion}`)] : []),
      ...(isDue ? [drifted(`Cluster ${name} was built from other values of ${reasons.join(", ")}`)] : []),
      ...[...missing].map((kind) => drifted(`there is no ${kind} ${name}`)),
    ],
    missing,
    createsCluster: live === undefined,
    keepsInputs: missing.size > 0 && reasons.length === 0 && !isReplaced(seen),
    ...(isRolled && { rollOf: live.metadata.uid }),
    ...(isDue && { rebuildOf: live.metadata.uid, deleteSeconds }),
  };
}

/**
 * Exported for its test. The engine's state does not show a delete that others began, and what goes with the Cluster, such
 * as its kubeconfig, fails the run in the engine's words.
 * @param live the site's own Cluster, which this run does not replace
 * @returns undefined for one that stays
 */
export function leavingNotice(
  { name, namespace }: SiteSpec,
  live: LiveObject | undefined,
): string | undefined {
  if (live?.metadata.deletionTimestamp === undefined) return undefined;
  const { deletionTimestamp, finalizers = [] } = live.metadata;
  return (
    `Cluster ${namespace}/${name} is being deleted since ${deletionTimestamp}, and not by this run` +
    `${finalizers.length > 0 ? ` (finalizers: ${finalizers.join(", ")})` : ""}. ` +
    "Wait until it is gone; pulumi up --refresh then creates it again."
  );
}

/**
 * The engine takes the propagation policy from its state, which has none for a Cluster that 0.1.0 made and no `up` has
 * updated since. The gate deletes such a Cluster, but only where the engine has seen by then that it is not protected.
 */
function deletesItself(live: LiveObject, command: EngineCommand | undefined): boolean {
  if (deletedInBackground(live.metadata)) return false;
  return (
    live.metadata.deletionTimestamp !== undefined ||
    (command?.protectionIsSettled === true && !command.isPartial)
  );
}

/**
 * While a Cluster is being deleted, what belongs to it goes with it; and `pulumi up --refresh` takes what is missing out of
 * the state and creates it.
 */
function isLeftToOthers({ live, command }: SeenSite): boolean {
  return live?.metadata.deletionTimestamp !== undefined || command?.refreshes === true;
}

/** Whether the engine replaces the site's objects, as far as its state shows. */
function isReplaced({ site, vcenter, state }: SeenSite): boolean {
  return gateTrigger(site, state) !== rebuildDigest(rebuildInputs(site, vcenter.server));
}
