/**
 * When the workload APIs last responded: one watch for each running Cluster, to distinguish an API that was down
 * before the deletion from one that the deletion removed.
 *
 * The real addons manager does its work on the workload cluster as soon as the deletion begins. A stand-in on
 * a loaded machine may come to it only when Cluster API has removed the VM already; that the API does not
 * answer then proves nothing. An API that had died before the deletion is another matter: for that one the
 * addons manager waits (measured A).
 *
 * In: the Clusters to follow. Out: whether a deleted one lost its API by its deletion. An API that hangs
 * keeps its connections and counts as up; the caller has probed it before.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { KubeClient } from "../runtime/kube-client.js";
import type { StandInContext } from "../stand-in.js";
import type { Cluster } from "../tkg/api.js";
import { nodes, workloadClient } from "./workload.js";

/** What is known of one workload API. */
interface Followed {
  readonly stop: AbortController;
  /** Whether it was ever there: what this process never saw it cannot miss. */
  seen: boolean;
  /** When the last watch ended, in ms since 1970; undefined while one is open, or before the first. */
  lostAt: number | undefined;
  /** When the Cluster was first seen being deleted, in ms since 1970. */
  deletionSeenAt?: number;
}

export class WorkloadWatch {
  private readonly followed = new Map<string, Followed>();

  constructor(private readonly context: StandInContext) {
    context.signal.addEventListener("abort", () => {
      for (const uid of this.followed.keys()) this.forget(uid);
    });
  }

  /** Watches the API of a Cluster from now on; once is enough. A sandbox without guests has nothing to watch. */
  follow(cluster: Cluster): void {
    const { uid } = cluster.metadata;
    if (uid === undefined || this.followed.has(uid) || !this.context.sandbox.settings.guests) return;
    const followed: Followed = { stop: new AbortController(), seen: false, lostAt: undefined };
    this.followed.set(uid, followed);
    void this.run(cluster, followed);
  }

  /** Ends the watch of a Cluster that is gone. */
  forget(uid: string | undefined): void {
    if (uid === undefined) return;
    this.followed.get(uid)?.stop.abort();
    this.followed.delete(uid);
  }

  /** Records that a Cluster is being deleted, at the first call. */
  noteDeletion(uid: string | undefined): void {
    const followed = this.followed.get(uid ?? "");
    if (followed) followed.deletionSeenAt ??= Date.now();
  }

  /** Whether the API of a Cluster that is being deleted is gone, but was there when the deletion began. */
  lostSinceDeletion({ metadata }: Cluster): boolean {
    const { lostAt, deletionSeenAt = Infinity } = this.followed.get(metadata.uid ?? "") ?? {};
    // The timestamp has whole seconds, rounded down: by the end of that second the deletion had begun.
    const begun = Math.min(deletionSeenAt, Date.parse(metadata.deletionTimestamp ?? "") + 1000);
    return lostAt !== undefined && lostAt >= begun;
  }

  /** Keeps one watch open; a server ends it now and then, which is no loss as long as the next one opens. */
  private async run(cluster: Cluster, followed: Followed): Promise<void> {
    const { signal } = followed.stop;
    const pause = this.context.sandbox.settings.workloadRetrySeconds * 1000;
    while (!signal.aborted) {
      let client: KubeClient | undefined;
      try {
        client = await workloadClient(this.context, cluster);
        const { resourceVersion } = (await client?.list(nodes)) ?? {};
        if (client !== undefined && resourceVersion !== undefined) {
          followed.seen = true;
          followed.lostAt = undefined;
          await client.watch(nodes, {}, resourceVersion, signal, () => undefined);
        }
      } catch {
        // Broken or refused alike: when it was lost is noted below.
      } finally {
        if (followed.seen) followed.lostAt ??= Date.now();
        client?.close();
      }
      await sleep(pause, undefined, { signal }).catch(() => undefined);
    }
  }
}
