/** Why a cluster that is waited for does not come up, as the objects of its machine report it. */
import type { ManagementCluster } from "../clients/management-cluster.js";
import { UserError } from "../config/problem.js";
import { machineParts, type ClusterPart } from "../environment/facts/cluster-part.js";
import { remediesFor } from "../environment/judgements/known-causes.js";
import { failureOf, troublesOf } from "../environment/judgements/troubles.js";

/** A cluster that comes up well is there before much is read. */
const pauseMilliseconds = 5000;

/** How long the Cluster may be absent, which was there before the wait began. */
const absenceMilliseconds = 4000;

export class MachineReasons {
  #parts: readonly ClusterPart[] = [];
  #nextRead: number | undefined;
  #absentSince: number | undefined;

  /** @param now in milliseconds */
  constructor(
    private readonly management: Pick<ManagementCluster, "list">,
    private readonly namespace: string,
    private readonly name: string,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /**
   * Reads the machine's objects, at most once in five seconds: at once where a control plane is there when the wait begins,
   * which then is continued.
   * @throws UserError when the machine has failed for good
   */
  async read(cluster: ClusterPart | undefined, plane: ClusterPart | undefined): Promise<readonly string[]> {
    this.#nextRead ??= plane ? this.now() : this.now() + pauseMilliseconds;
    if (this.now() >= this.#nextRead) {
      await this.judge();
      this.#nextRead = this.now() + pauseMilliseconds;
    }
    const parts = [cluster, plane, ...this.#parts].filter((part) => part !== undefined);
    return troublesOf(parts).map(({ seen }) => seen);
  }

  /** @throws UserError when the machine has failed for good */
  async judge(): Promise<void> {
    this.#parts = await machineParts(this.management, this.namespace, this.name);
    const failure = failureOf(this.#parts);
    if (failure === undefined) return;
    throw new UserError(
      [
        `The machine of Cluster ${this.namespace}/${this.name} has failed for good:`,
        failure.seen,
        ...remediesFor(failure.seen),
      ].join("\n  "),
    );
  }

  /** @throws UserError once the Cluster was absent for a while */
  judgeAbsence(cluster: ClusterPart | undefined): void {
    this.#absentSince = cluster ? undefined : (this.#absentSince ?? this.now());
    if (this.#absentSince === undefined || this.now() - this.#absentSince < absenceMilliseconds) return;
    throw new UserError(
      `Cluster ${this.namespace}/${this.name} does not exist, although this stack made it: it was deleted. ` +
        'Run "pulumi up --refresh", which notices that and creates the cluster again.',
    );
  }
}
