/** Why a cluster that is waited for does not come up, as the objects of its machine report it. */
import type { LiveObject } from "../clients/live-object.js";
import type { ManagementCluster } from "../clients/management-cluster.js";
import { UserError } from "../config/problem.js";
import { remediesFor } from "../explain/known-causes.js";
import { machineParts } from "../explain/machine-parts.js";
import { failureOf, troublesOf } from "../explain/troubles.js";

/** A cluster that comes up well is there before much is read. */
const pauseMilliseconds = 5000;

/** How long the Cluster may be absent, which was there before the wait began. */
const absenceMilliseconds = 4000;

export class MachineReasons {
  #parts: readonly LiveObject[] = [];
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
  async read(cluster: LiveObject | undefined, plane: LiveObject | undefined): Promise<readonly string[]> {
    this.#nextRead ??= plane ? this.now() : this.now() + pauseMilliseconds;
    if (this.now() >= this.#nextRead) {
      await this.judge();
      this.#nextRead = this.now() + pauseMilliseconds;
    }
    return troublesOf([cluster, plane, ...this.#parts].filter((object) => object !== undefined));
  }

  /** @throws UserError when the machine has failed for good */
  async judge(): Promise<void> {
    this.#parts = await machineParts(this.management, this.namespace, this.name);
    const failure = failureOf(this.#parts);
    if (failure === undefined) return;
    throw new UserError(
      [
        `The machine of Cluster ${this.namespace}/${this.name} has failed for good:`,
        failure,
        ...remediesFor(failure),
      ].join("\n  "),
    );
  }

  /** @throws UserError once the Cluster was absent for a while */
  judgeAbsence(cluster: LiveObject | undefined): void {
    this.#absentSince = cluster ? undefined : (this.#absentSince ?? this.now());
    if (this.#absentSince === undefined || this.now() - this.#absentSince < absenceMilliseconds) return;
    throw new UserError(
      `Cluster ${this.namespace}/${this.name} does not exist, although this stack made it: it was deleted. ` +
        'Run "pulumi up --refresh", which notices that and creates the cluster again.',
    );
  }
}
