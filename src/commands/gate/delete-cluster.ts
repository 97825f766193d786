/**
 * Deletes the old Cluster with background propagation, for a state that would have it deleted in the foreground: the
 * garbage collector then removes the Machine, and with it the VM, before TKG has removed the add-ons, and TKG waits for
 * ten minutes for an API that is gone. The Cluster has to be gone when the engine comes to its own delete, because a
 * foreground delete of a Cluster that is already being deleted sets the garbage collector on it all the same.
 */
import { clusterKind } from "../../clients/resource-kinds.js";
import { UserError } from "../../config/problem.js";
import { clusterObjects } from "../../environment/facts/cluster-objects.js";
import { clusterReport } from "../../explain/report.js";
import { progress } from "../command.js";
import { waitUntil, type WaitState } from "../wait.js";
import type { Prospect } from "./prospect.js";

/** Does nothing where the engine's own delete is in the background. */
export async function deleteInBackground(prospect: Prospect): Promise<void> {
  const { input, management, cluster, live } = prospect;
  const { uid } = live.metadata;
  if (input.deleteSeconds === undefined || uid === undefined) return;
  const { name, namespace } = cluster.metadata;
  progress(`deleting Cluster ${namespace}/${name}`);
  // Whatever its controllers have changed since it was read.
  const object = { apiVersion: cluster.apiVersion, metadata: { name, namespace, uid } };
  const isDeleted = await management.deleteInBackground("clusters", object);
  if (!isDeleted && (await management.get(clusterKind, name, namespace))) {
    throw new UserError(
      `Cluster ${namespace}/${name} is not the one that this rebuild was announced for: that one (UID ${uid}) is gone, and another ` +
        "was created under its name. Nothing was deleted. Run the same command again.",
    );
  }
  await awaitDeletion(prospect);
}

/** @throws UserError when it takes longer than the site allows, with what holds it */
export async function awaitDeletion({ input, management, cluster, live }: Prospect): Promise<void> {
  const seconds = input.deleteSeconds;
  if (seconds === undefined) return;
  const { name, namespace } = cluster.metadata;
  const read = async (): Promise<WaitState<undefined>> => {
    const now = await management.get(clusterKind, name, namespace);
    return now?.metadata.uid === live.metadata.uid
      ? { waitingFor: `Cluster ${namespace}/${name} to be gone` }
      : { done: undefined };
  };
  const explain = async () =>
    clusterReport(await clusterObjects(management, namespace, name, input.vcenter))
      .map((line) => `  ${line}`)
      .join("\n");
  await waitUntil(`deleting the cluster ${namespace}/${name}`, seconds, read, explain);
}
