/**
 * Waits until a cluster can be used: the Cluster's conditions, its one node as configured, then its core packages, as
 * the Tanzu CLI does after a create. `Ready` of the Cluster alone does not prove that its network works.
 *
 * The wait is a command and not the provider's own, because it has to report why a cluster is stuck. The Cluster is in the
 * state by then, so the next `up` goes on waiting for the same one.
 *
 * Out: `{"cluster": "namespace/name", "reconciled": [...]}`.
 */
import { ManagementCluster } from "../clients/management-cluster.js";
import { bootstrapKind, clusterKind, controlPlaneKind } from "../clients/resource-kinds.js";
import { WatchedObjects, type Reference } from "../clients/watched-objects.js";
import { awaitCluster } from "../contracts/await-cluster.js";
import { clusterObjects } from "../environment/facts/cluster-objects.js";
import { readCluster, type ClusterFacts } from "../environment/facts/cluster.js";
import { readControlPlane } from "../environment/facts/control-plane.js";
import { clusterStillMissing, nodeStillMissing } from "../environment/judgements/cluster-progress.js";
import { clusterReport } from "../explain/report.js";
import { bootstrapState } from "./add-ons.js";
import { AddressClaim } from "./address-claim.js";
import { runCommand } from "./command.js";
import { MachineReasons } from "./machine-reasons.js";
import { waitUntil, type WaitState } from "./wait.js";

const resources = {
  Cluster: clusterKind,
  ClusterBootstrap: bootstrapKind,
  KubeadmControlPlane: controlPlaneKind,
} as const;

export async function main(): Promise<void> {
  await runCommand(awaitCluster, async (input) => {
    const management = new ManagementCluster(input.management);
    const { clusterName: name, clusterNamespace: namespace, vcenter } = input;
    const watched = new WatchedObjects(management, namespace);
    const reasons = new MachineReasons(management, namespace, name);
    let claim: AddressClaim | undefined;
    let controlPlane: string | undefined;
    const read = async (): Promise<WaitState<readonly string[]>> => {
      const names = { Cluster: name, ClusterBootstrap: name, KubeadmControlPlane: controlPlane };
      const objects = await watched.getAll(referencesTo(names));
      const find = (kind: string) => objects.find((object) => object.kind === kind);
      const object = find("Cluster");
      const cluster = object && readCluster(object);
      if (cluster?.controlPlane !== controlPlane) {
        controlPlane = cluster?.controlPlane;
        return read();
      }
      const ofPlane = find("KubeadmControlPlane");
      const plane = ofPlane && readControlPlane(ofPlane);
      const missing =
        clusterStillMissing(cluster, `${namespace}/${name}`) ?? nodeStillMissing(plane, cluster?.version);
      if (missing !== undefined) {
        reasons.judgeAbsence(cluster);
        if (object && cluster) await (claim ??= addressClaim(management, cluster)).check(object);
        return { waitingFor: missing, reasons: await reasons.read(cluster, plane) };
      }
      const packages = bootstrapState(find("ClusterBootstrap"), `${namespace}/${name}`);
      // Run again because the machine has failed: the conditions of a cluster whose VM is gone stay as they were.
      if ("done" in packages && input.reason !== undefined) await reasons.judge();
      return packages;
    };
    const explain = async () =>
      clusterReport(await clusterObjects(management, namespace, name, vcenter))
        .map((line) => `  ${line}`)
        .join("\n");
    const what = `the cluster ${namespace}/${name}`;
    const changed = () => watched.changed();
    const reconciled = await waitUntil(what, input.timeoutSeconds, read, explain, changed).finally(() => {
      watched.close();
    });
    return { cluster: `${namespace}/${name}`, reconciled };
  });
}

/** The address is read off the Cluster, so that the command needs no input that older states do not hold. */
function addressClaim(management: ManagementCluster, { endpoints: [address] }: ClusterFacts): AddressClaim {
  return new AddressClaim(management, address ?? "");
}

/** @param names by kind; undefined for what has no name yet */
function referencesTo(names: Readonly<Record<keyof typeof resources, string | undefined>>): Reference[] {
  return Object.entries(resources).flatMap(([kind, resource]) => {
    const name = names[kind as keyof typeof resources];
    return name === undefined ? [] : [{ kind, resource, name }];
  });
}
