/**
 * Would a running Cluster be rolled to another version? First by the versions alone, then by the API server itself: a
 * server-side dry run of the update, which all webhooks see, and of which nothing is kept.
 */
import { controlPlaneKind } from "../../clients/resource-kinds.js";
import type { Cluster } from "../../manifests/cluster.js";
import { readCluster, type ClusterFacts } from "../facts/cluster.js";
import { readControlPlane } from "../facts/control-plane.js";
import type { ManagementFacts } from "../facts/management-facts.js";
import type { Finding } from "../finding.js";
import { rollAdmission, versionRoll } from "../judgements/version-roll.js";

export interface WantedRoll {
  /** As it is to be. */
  readonly cluster: Cluster;
  readonly tkrVersion: string;
  /** As it is. */
  readonly live: ClusterFacts;
}

type Reader = Pick<ManagementFacts, "get" | "installedVersions" | "dryRunApply">;

/** By the versions alone. @throws UserError when the management cluster does not answer */
export async function checkVersionStep(
  management: Pick<Reader, "get" | "installedVersions">,
  { tkrVersion, live }: Pick<WantedRoll, "tkrVersion" | "live">,
): Promise<Finding> {
  const { controlPlane, namespace } = live;
  const [plane, installed] = await Promise.all([
    controlPlane === undefined ? undefined : management.get(controlPlaneKind, controlPlane, namespace),
    management.installedVersions(),
  ]);
  return versionRoll(live, plane && readControlPlane(plane), tkrVersion, installed);
}

/** By the versions, and then by a dry run of the update. @throws UserError when the management cluster does not answer */
export async function checkRoll(management: Reader, wanted: WantedRoll): Promise<Finding> {
  const step = await checkVersionStep(management, wanted);
  if (step.severity === "failure") return step;
  const { namespace, name } = wanted.cluster.metadata;
  const answer = await management.dryRunApply(wanted.cluster);
  return rollAdmission(
    `${namespace}/${name}`,
    wanted.tkrVersion,
    answer.ok ? { ok: true, tkrVersion: readCluster(answer.object).tkrVersion } : answer,
  );
}
