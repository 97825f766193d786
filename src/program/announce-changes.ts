/** Reports, at preview and before an update, what happens to the running node; refuses a rebuild of a protected one. */
import { log } from "@pulumi/pulumi";
import type { GateTask } from "../../components/gate-task.js";
import type { LiveObject } from "../clients/live-object.js";
import type { ManagementReader } from "../clients/management-cluster.js";
import { machineKind } from "../clients/resource-kinds.js";
import { ConfigurationError, UserError } from "../config/problem.js";
import type { SiteSpec } from "../config/stack-spec.js";
import { belongsTo } from "../environment/facts/cluster-part.js";
import { readCluster } from "../environment/facts/cluster.js";
import { nodeNameOf } from "../environment/facts/machine.js";
import type { ManagementFacts } from "../environment/facts/management-facts.js";
import { problemOf } from "../environment/finding.js";
import { takesOver } from "../environment/judgements/adoption.js";
import { withRecordedGeneration } from "../manifests/generation.js";
import type { InputChange } from "../manifests/input-change.js";
import { losesBootstrap, twoSteps } from "../manifests/lost-bootstrap.js";
import { rebuildInputs, rebuildInputsAnnotation, rebuildReasons } from "../manifests/rebuild.js";
import { rolledChanges, rolledInputs, rolledInputsAnnotation } from "../manifests/rolled.js";
import { versionRecord } from "../manifests/version-record.js";
import { buildRecord, recordedTrigger } from "./build-record.js";
import { refuseForcedReplacement, refusePartialRebuild, refusePartialRoll } from "./forced-replacements.js";
import { gateTask, type Due, type SeenSite } from "./gate-task.js";
import { closedWindowNotice, rebuildNotice, refusedRebuild } from "./rebuild-notice.js";
import { rollNotice } from "./roll-notice.js";
import { refuseRollWithoutAddress } from "./site-pool.js";
import { refuseUnknownRebuild } from "./unknown-rebuild.js";
import { versionFinding } from "./version-finding.js";
import { otherVersionNotice, reasonsToShow, rolledToShow } from "./version-notice.js";

const nothing: Due = { reasons: [], rollsVersion: false };

type Management = ManagementReader & Pick<ManagementFacts, "installedVersions">;

/**
 * @returns what the gate has to do in this run
 * @throws UserError for a rebuild of a protected cluster, and for one that the engine's command line would force or divide
 * @throws ConfigurationError for a version that Cluster API does not roll the cluster to
 */
export async function announceChanges(seen: SeenSite, management: Management): Promise<GateTask> {
  const { site, live, ownership, state, command } = seen;
  if (command?.deploys === false) {
    return { ...(await gateTask(seen, nothing)), keptTrigger: recordedTrigger(site, state) };
  }
  refuseForcedReplacement(site, live, state, command);
  const due = live && !takesOver(site, live, ownership) ? await announce(seen, live, management) : nothing;
  return await gateTask(seen, due);
}

async function announce(seen: SeenSite, live: LiveObject, management: Management): Promise<Due> {
  const { site, vcenter, state, command } = seen;
  const annotations = buildRecord(site, live, state);
  const recorded = annotations[rebuildInputsAnnotation];
  // A generation only ever forces a rebuild when it is raised.
  const compared = withRecordedGeneration(site, recorded);
  const reasons = rebuildReasons(recorded, rebuildInputs(compared, vcenter.server));
  const rolled = rolledChanges(annotations[rolledInputsAnnotation], rolledInputs(site));
  const current = versionRecord(annotations)?.current;
  if (reasons === undefined) {
    refuseUnknownRebuild(seen, live);
    await log.warn(
      `Cluster ${site.namespace}/${site.name} does not record what it was built from (annotation ${rebuildInputsAnnotation}); ` +
        "the plan below is right, but the reasons for a rebuild are unknown.",
    );
    return nothing;
  }
  if (reasons.length > 0) {
    refusePartialRebuild(site, state, command);
    // Limited to something else.
    if (command?.isPartial === true) return nothing;
    const nodes = await nodesOf(management, site);
    const shown = { reasons: reasonsToShow(reasons, site, current), alsoApplied: withoutVersion(rolled) };
    const rebuild = { site, ...shown, nodes };
    if (site.protect) throw new UserError(refusedRebuild(rebuild));
    if (losesBootstrap(site, reasons)) throw new UserError(twoSteps(site));
    await log.warn(rebuildNotice(rebuild));
    const isLeaving = live.metadata.deletionTimestamp !== undefined;
    const closed = isLeaving ? undefined : closedWindowNotice(site, Date.now());
    if (closed !== undefined) await log.warn(closed);
    return { reasons: reasons.map(({ input }) => input), rollsVersion: false };
  }
  const other = otherVersionNotice(site, current, readCluster(live).version);
  if (other !== undefined) await log.warn(other);
  if (rolled.length === 0) return nothing;
  const rollsVersion = rolled.some(({ input }) => input === "tkrVersion");
  if (rollsVersion) {
    refusePartialRoll(site, state, command);
    // Limited to something else.
    if (command?.isPartial === true) return nothing;
    const finding = await versionFinding(seen, live, management);
    if (finding.severity === "failure")
      throw new ConfigurationError(
        [problemOf(finding)],
        `the roll of Cluster ${site.namespace}/${site.name}`,
      );
  }
  await refuseRollWithoutAddress(site, management);
  await log.warn(rollNotice(site, rolledToShow(rolled, current)));
  return { reasons: [], rollsVersion };
}

const withoutVersion = (rolled: readonly InputChange[]) =>
  rolled.filter(({ input }) => input !== "tkrVersion");

/** `node NAME (VM NAME)` of every machine of the site's cluster. */
async function nodesOf(management: ManagementReader, { name, namespace }: SiteSpec): Promise<string[]> {
  const machines = await management.list(machineKind, belongsTo(name), namespace);
  return machines.map((machine) => {
    const node = nodeNameOf(machine);
    const vm = `VM ${machine.metadata.name}`;
    return node === undefined ? vm : `node ${node} (${vm})`;
  });
}
