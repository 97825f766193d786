/**
 * Lets a deleted Cluster go, as the addons manager does: at once when its workload API answers, since nothing is installed
 * there that would have to be removed; otherwise after the delete timeout (measured A: 10 minutes).
 *
 * "Answers" is meant at the time of the deletion. The real Cluster API does not wait for the add-ons: it may
 * have removed the VM by the time of this check, so an API that was there when the deletion began and is gone
 * since counts too. Where the sandbox gives the removal some time (`addonsRemovalSeconds`), it takes that
 * long, a hook on the Machine keeps the VM meanwhile, and an API that goes all the same is waited for as if
 * it had been dead before: that is how the real one loses the race with the garbage collector, which is lost
 * every time here (measured F.2).
 */
import type { Outcome } from "../runtime/controller.js";
import { keyOf } from "../runtime/objects.js";
import { secrets } from "../runtime/resources.js";
import type { StandInContext } from "../stand-in.js";
import { clusterBootstraps, clusters, type Cluster } from "../tkg/api.js";
import { hasFinalizer, setFinalizer } from "./finalizer.js";
import { hasHooks, releaseMachines } from "./machine-hook.js";
import type { WorkloadWatch } from "./workload-watch.js";
import { kubeconfigSecretKey, probeWorkload } from "./workload.js";

/** Removes the finalizer of a terminating Cluster and of its objects, or returns when to retry. */
export async function letGo(
  context: StandInContext,
  workloads: WorkloadWatch,
  cluster: Cluster,
): Promise<Outcome | undefined> {
  const { client, log, sandbox } = context;
  const bootstrap = await client.get(clusterBootstraps, keyOf(cluster));
  const secret = await client.get(secrets, kubeconfigSecretKey(cluster));
  if (![cluster, bootstrap, secret].some((object) => object !== undefined && hasFinalizer(object))) {
    // Deleted before its API answered: nothing was installed there.
    if (hasHooks(context)) await releaseMachines(context, cluster);
    return;
  }
  const { addonsDeleteTimeoutSeconds } = sandbox.settings;
  const waited = (Date.now() - Date.parse(cluster.metadata.deletionTimestamp ?? "")) / 1000;
  if (bootstrap !== undefined && waited < addonsDeleteTimeoutSeconds) {
    const wait = await waitForAddons(context, workloads, cluster, waited);
    if (wait) return wait;
  } else if (bootstrap !== undefined)
    log(`${cluster.metadata.name}: the delete timeout is over, letting it go`);
  if (hasHooks(context)) await releaseMachines(context, cluster);
  await setFinalizer(context, clusterBootstraps, bootstrap, false);
  await setFinalizer(context, secrets, secret, false);
  await setFinalizer(context, clusters, cluster, false);
  return undefined;
}

/** Whether the garbage collector deletes what the Cluster owns. */
const isInForeground = ({ metadata }: Cluster): boolean =>
  metadata.finalizers?.includes("foregroundDeletion") === true;

/**
 * @param waited seconds since the deletion began
 * @returns when to come again; undefined once the add-ons count as removed
 */
async function waitForAddons(
  context: StandInContext,
  workloads: WorkloadWatch,
  cluster: Cluster,
  waited: number,
): Promise<Outcome | undefined> {
  const { log, sandbox } = context;
  const { addonsDeleteTimeoutSeconds, addonsRemovalSeconds, workloadRetrySeconds } = sandbox.settings;
  const { reachable } = await probeWorkload(context, cluster);
  if (reachable) {
    const left = addonsRemovalSeconds - waited;
    // However slow the garbage collector is: it comes first.
    if (hasHooks(context) && isInForeground(cluster)) return { requeueAfterSeconds: workloadRetrySeconds };
    return left <= 0 ? undefined : { requeueAfterSeconds: Math.min(workloadRetrySeconds, left) };
  }
  if (!hasHooks(context) && workloads.lostSinceDeletion(cluster)) {
    log(`${cluster.metadata.name}: its API went while it was being deleted, letting it go`);
    return undefined;
  }
  log(
    `${cluster.metadata.name} is being deleted and its API does not answer; waiting at most ${addonsDeleteTimeoutSeconds} s`,
  );
  return { requeueAfterSeconds: Math.min(workloadRetrySeconds, addonsDeleteTimeoutSeconds - waited) };
}
