/**
 * Clusters that this stack runs and that its configuration no longer names. The engine deletes them, without the gate and
 * without a backup: another name of the site is refused, and a section that was taken out is announced.
 */
import { log } from "@pulumi/pulumi";
import type { ManagementReader } from "../clients/management-cluster.js";
import { clusterKind } from "../clients/resource-kinds.js";
import { UserError } from "../config/problem.js";
import type { SiteSpec } from "../config/stack-spec.js";
import { readRecorded } from "../environment/facts/recorded-object.js";
import type { EngineCommand } from "./engine-command.js";
import type { StateResource } from "./own-state.js";

/** A Cluster of the state. */
interface RecordedCluster {
  readonly urn: string;
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
}

/**
 * @param site undefined where the stack has none
 * @param management undefined where the stack names no management cluster: what the state holds counts as running then
 * @throws UserError where the site was given another name while the Cluster of the old one runs
 */
export async function announceDropped(
  site: Pick<SiteSpec, "name" | "namespace"> | undefined,
  state: readonly StateResource[],
  command: EngineCommand | undefined,
  management: ManagementReader | undefined,
): Promise<void> {
  const dropped = droppedClusters(site, state, command);
  const runs = await Promise.all(dropped.map((cluster) => isRunning(cluster, management)));
  const running = dropped.filter((_, index) => runs[index]);
  const [first] = running;
  if (!first) return;
  if (site) throw new UserError(refusal(site, first));
  await log.warn(notice(running));
}

/** Exported for its test. @returns what the engine would delete in this run */
export function droppedClusters(
  site: Pick<SiteSpec, "name" | "namespace"> | undefined,
  state: readonly StateResource[],
  command: EngineCommand | undefined,
): readonly RecordedCluster[] {
  if (command?.deploys === false) return [];
  return state
    .flatMap(clusterOf)
    .filter(({ name, namespace }) => !(name === site?.name && namespace === site.namespace))
    .filter(({ urn }) => command?.isPartial !== true || command.mayInclude(urn));
}

function clusterOf({ urn, type, outputs }: StateResource): RecordedCluster[] {
  if (!/^kubernetes:cluster\.x-k8s\.io\/[^:]+:Cluster$/.test(type)) return [];
  const { name, namespace, uid } = readRecorded(outputs);
  return name === undefined || uid === undefined
    ? []
    : [{ urn, name, namespace: namespace ?? "default", uid }];
}

async function isRunning(
  { name, namespace, uid }: RecordedCluster,
  management: ManagementReader | undefined,
): Promise<boolean> {
  if (!management) return true;
  const live = await management.get(clusterKind, name, namespace);
  return live?.metadata.uid === uid && live.metadata.deletionTimestamp === undefined;
}

function refusal(site: Pick<SiteSpec, "name" | "namespace">, { name, namespace }: RecordedCluster): string {
  return [
    `tkg-edge:site refused: it is ${site.namespace}/${site.name}, and the Cluster of this stack that runs is ${namespace}/${name}.`,
    "  pulumi up would destroy that one with its node, without proof that the new one can be created and without a backup.",
    "  Nothing was changed. Either undo the change of site.name and site.namespace,",
    "  or run pulumi destroy, which goes by the state and removes the old site, and then pulumi up (docs/rebuild.md).",
  ].join("\n");
}

function notice(clusters: readonly RecordedCluster[]): string {
  const names = clusters.map(({ name, namespace }) => `${namespace}/${name}`).join(", ");
  return [
    `DESTROY of ${names}: this stack has no tkg-edge:site any more, so its Cluster is destroyed with its node.`,
    "  Lost: everything on it, that is etcd (all Kubernetes objects of the cluster) and all local volumes. Nothing is backed up.",
    "  To keep it, put tkg-edge:site back.",
  ].join("\n");
}
