/** Whose the objects are that the stack is about to use, by its own state and by their marks. */
import { log } from "@pulumi/pulumi";
import type { LiveObject } from "../clients/live-object.js";
import type { ManagementReader } from "../clients/management-cluster.js";
import { ConfigurationError, UserError } from "../config/problem.js";
import { installedVersions, type SiteSpec, type StackSpec } from "../config/stack-spec.js";
import { objectsBeside } from "../environment/facts/site-objects.js";
import { tkrObjects } from "../environment/facts/tkr-objects.js";
import { problemOf } from "../environment/finding.js";
import { siteOwnership, type SiteOwnership } from "../environment/judgements/site-ownership.js";
import type { StackView } from "../environment/judgements/standing.js";
import { noTkrs, tkrOwnership, type TkrOwnership } from "../environment/judgements/tkr-ownership.js";
import { rebuildInputs, rebuildInputsAnnotation, rebuildReasons } from "../manifests/rebuild.js";
import type { Environment } from "../preflight/connections.js";
import { changeLine } from "./rebuild-notice.js";

export interface Ownership {
  /** Undefined for a stack without a site. */
  readonly site: SiteOwnership | undefined;
  readonly tkrs: TkrOwnership;
}

/**
 * @param environment what was read of the management cluster
 * @param stack as its own state records it
 * @throws ConfigurationError where something that the stack is about to use belongs to others
 */
export async function checkOwnership(
  { site, management, connection: { vcenter } }: StackSpec,
  cluster: ManagementReader | undefined,
  environment: Promise<Environment>,
  stack: () => Promise<StackView>,
): Promise<Ownership> {
  if (!cluster || (!site && !management)) return { site: undefined, tkrs: noTkrs };
  const [{ liveCluster, spec }, beside, ofTkrs, view] = await Promise.all([
    environment,
    site ? objectsBeside(cluster, site) : [],
    management ? tkrObjects(cluster, installedVersions({ management })) : [],
    stack(),
  ]);
  const ownership = {
    site: site && siteOwnership(site, liveCluster, beside, view),
    tkrs: management ? tkrOwnership(management, ofTkrs, view) : noTkrs,
  };
  const findings = [...ownership.tkrs.findings, ...(ownership.site?.findings ?? [])];
  if (findings.length > 0) {
    throw new ConfigurationError(
      findings.map((finding) => problemOf(finding)),
      "what this stack may use",
    );
  }
  if (site && vcenter && ownership.site && ownership.site.interrupted.size > 0) {
    refuseChangedMeanwhile(spec?.site ?? site, vcenter.server, liveCluster, ownership.site.interrupted);
  }
  return ownership;
}

/** The engine cannot import an object and replace it in one run. @throws UserError */
export function refuseChangedMeanwhile(
  site: SiteSpec,
  vcenterServer: string,
  live: LiveObject | undefined,
  interrupted: ReadonlySet<string>,
): void {
  const annotation = live?.metadata.annotations?.[rebuildInputsAnnotation];
  const reasons = live ? rebuildReasons(annotation, rebuildInputs(site, vcenterServer)) : [];
  if (reasons === undefined || reasons.length === 0) return;
  throw new UserError(
    [
      `An earlier run of this stack was stopped while it created ${[...interrupted].join(", ")} ${site.namespace}/${site.name}, ` +
        "and since then the stack was changed in ways that only a rebuild can make. Nothing was changed:",
      ...reasons.map(changeLine),
      "  Take the change back and run pulumi up, which completes the interrupted run. Then make the change again.",
    ].join("\n"),
  );
}

/**
 * Names what an interrupted run left, since the plan shows every field of an imported object as added; and a stack that may
 * share this one's Cluster, as two copies of a stack file did with release 0.1.0.
 */
export async function announceOwnership({ site: spec }: StackSpec, { site, tkrs }: Ownership): Promise<void> {
  if (spec && site?.otherMark !== undefined) {
    await log.warn(
      `Cluster ${spec.namespace}/${spec.name} is recorded in the state of this stack and marked as made by ${site.otherMark}. ` +
        "If that is a former name of this stack, pulumi up writes the present one. If it is another stack, both manage this " +
        'Cluster, and a destroy or rebuild by either one removes it: hand it over to one of them (docs/stacks.md, "Handing a ' +
        'cluster over").',
    );
  }
  const ofTkrs = [...tkrs.interrupted].flatMap(([version, kinds]) =>
    [...kinds].map((kind) => `${kind} of TKr ${version}`),
  );
  const ofSite = [...(site?.interrupted ?? [])].map(
    (kind) => `${kind} ${spec?.namespace ?? ""}/${spec?.name ?? ""}`,
  );
  const found = [...ofTkrs, ...ofSite];
  if (found.length === 0) return;
  await log.info(
    `an earlier run of this stack created ${found.join(", ")} and was stopped before the state recorded it: imported now, ` +
      "and nothing is created again. The plan shows every field as added, since the engine has not seen it yet.",
  );
}
