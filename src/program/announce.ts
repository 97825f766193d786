/**
 * Everything that is reported or refused before anything is registered, because an `up` without a preview begins at once;
 * and what follows from it for the resources.
 */
import { log } from "@pulumi/pulumi";
import type { GateTask } from "../../components/gate-task.js";
import type { SiteSpec, StackSpec } from "../config/stack-spec.js";
import { classWarnings, warnings } from "../config/warnings.js";
import { readCluster } from "../environment/facts/cluster.js";
import { takesOver } from "../environment/judgements/adoption.js";
import { siteHealth, type SiteHealth } from "../environment/judgements/site-health.js";
import { announceChanges } from "./announce-changes.js";
import { atRecordedVersion } from "./built-version.js";
import { announceClassVariables } from "./class-variables.js";
import { announceDrift } from "./drift-notice.js";
import { announceDropped } from "./dropped-cluster.js";
import { engineCommand, type EngineCommand } from "./engine-command.js";
import { announceHealth } from "./health-notice.js";
import { announceOva } from "./ova-notice.js";
import type { StateResource } from "./own-state.js";
import { stateOf, type Owner } from "./owner.js";
import { announceOwnership } from "./ownership.js";
import type { ObservedEnvironment } from "./read-environment.js";
import { atRecordedGeneration } from "./rebuild-generation.js";
import { removedNotice, removedPackages } from "./removed-packages.js";
import { siteTemplate } from "./site-template.js";
import { stateSpaceWarning } from "./state-space.js";
import { announceTkrs } from "./tkr-notice.js";

/** What the stack is made by. */
export interface Plan {
  /** What the stack's state holds. */
  readonly state: readonly StateResource[];
  /** Inventory path of a template that this stack does not import. */
  readonly existingTemplate: string | undefined;
  readonly site: SitePlan | undefined;
}

export interface SitePlan {
  readonly part: NonNullable<ObservedEnvironment["site"]>;
  /** At the generation that the cluster was built with. */
  readonly spec: SiteSpec;
  readonly gateTask: GateTask;
  readonly health: SiteHealth;
}

async function atGeneration(
  site: SiteSpec,
  { site: part, environment: { liveCluster: live } }: ObservedEnvironment,
  state: Plan["state"],
): Promise<SiteSpec> {
  return part ? await atRecordedGeneration({ site, vcenterServer: part.vcenter.server, live, state }) : site;
}

/** @throws UserError where the run deploys, and a record that it needs cannot be read */
function atVersion(
  site: SiteSpec,
  { site: part, environment: { liveCluster: live }, ownership }: ObservedEnvironment,
  state: Plan["state"],
  command: EngineCommand | undefined,
): SiteSpec {
  if (!part) return site;
  const isTakenOver = takesOver(site, live, ownership.site);
  try {
    return atRecordedVersion({ site, vcenterServer: part.vcenter.server, live, state }, isTakenOver);
  } catch (error) {
    // Nothing holds up a destroy.
    if (command?.deploys === false) return site;
    throw error;
  }
}

/** What is unusual about the configuration and this machine. */
export async function warnOf(spec: StackSpec): Promise<void> {
  const space = await stateSpaceWarning(process.cwd());
  for (const warning of [...warnings(spec), ...(space === undefined ? [] : [space])]) await log.warn(warning);
}

/**
 * @param configured whose site may name no class
 * @param owner component that it is for. @default - the stack
 * @throws ConfigurationError, UserError for what is refused
 */
export async function announce(
  configured: StackSpec,
  seen: ObservedEnvironment,
  owner?: Owner,
): Promise<Plan> {
  const { spec } = seen.stack;
  const { environment, drift, ownership, ova, foundTemplate, managementFacts } = seen;
  const { liveCluster } = environment;
  const [state, command] = [await stateOf(owner), engineCommand()];
  const kept = spec.site && (await atGeneration(spec.site, seen, state));
  const site = kept && atVersion(kept, seen, state, command);
  await announceClass(configured, seen);
  await announceOwnership(spec, ownership);
  await announceTkrs(ownership.tkrs.existing);
  if (ova) await announceOva(ova);
  for (const warning of environment.warnings ?? []) await log.warn(warning);
  await announceClassVariables(seen.classVariables);
  await announceDrift(drift, environment.tkr);
  const health = siteHealth(liveCluster && readCluster(liveCluster), drift.siteParts);
  if (site) await announceHealth(site, health);
  for (const { seen: found } of seen.addressPool?.found ?? [])
    await log.warn(`${found}; pulumi up creates it again.`);
  const existingTemplate = await siteTemplate(spec, foundTemplate, liveCluster);
  await announceDropped(site, state, command, managementFacts);
  if (!seen.site || !site) return { state, existingTemplate, site: undefined };
  const { cluster, vcenter } = seen.site;
  const asSeen = {
    ...{ site, vcenter, live: liveCluster, ownership: ownership.site },
    importsTemplate: spec.template !== undefined,
    ...{ state, missing: seen.missing, command },
  };
  const gateTask = await announceChanges(asSeen, cluster.facts);
  const keepsCluster = liveCluster !== undefined && gateTask.rebuildOf === undefined;
  const removed = keepsCluster ? removedPackages(site, state) : [];
  if (removed.length > 0) await log.warn(removedNotice(site, removed));
  return { state, existingTemplate, site: { part: seen.site, spec: site, gateTask, health } };
}

/** What is known of the class of a site that names none once the management cluster was read. */
async function announceClass(
  configured: StackSpec,
  { stack: { spec }, environment: { classNotice } }: ObservedEnvironment,
): Promise<void> {
  if (classNotice !== undefined) await log.info(classNotice);
  if (configured.openClasses?.site === undefined) return;
  for (const warning of classWarnings(spec)) await log.warn(warning);
}
