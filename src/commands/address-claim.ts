/**
 * One address, one cluster, also for two stacks that start in the same second: what preview and gate read was true, and the
 * other Cluster came after it. Two nodes with one address would take the Kubernetes API away from each other.
 *
 * Once the own Cluster is there, the others are read again. Either this read sees the other Cluster or the other's sees this
 * one. Who was created first stays; the later one is deleted by its own stack, before its node can take the address.
 */
import type { LiveObject } from "../clients/live-object.js";
import type { ManagementCluster } from "../clients/management-cluster.js";
import { clusterKind } from "../clients/resource-kinds.js";
import { UserError } from "../config/problem.js";
import { fullName, readCluster, wasReady } from "../environment/facts/cluster.js";
import { otherUsers } from "../environment/judgements/endpoint.js";
import { progress } from "./command.js";

/** A second read finds a Cluster that was created later in the same second, the unit of creation times. */
const secondReadMilliseconds = 2000;

/** Each try finds the Cluster changed by its controllers; they pause long before that. */
const mostTries = 20;

export class AddressClaim {
  #firstRead: number | undefined;
  #isSettled = false;

  /** @param now in milliseconds */
  constructor(
    private readonly management: Pick<ManagementCluster, "list" | "deleteInBackground">,
    private readonly address: string,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /**
   * Reads the other Clusters twice at most, and never once the own Cluster was ready.
   * @param own the Cluster of the stack, as it was read
   * @throws UserError when another Cluster had the address first; the own one is being deleted then
   */
  async check(own: LiveObject): Promise<void> {
    if (this.#isSettled || wasReady(own)) return;
    const isSecond = this.#firstRead !== undefined;
    this.#firstRead ??= this.now();
    if (isSecond && this.now() - this.#firstRead < secondReadMilliseconds) return;
    this.#isSettled = isSecond;
    for (let tries = 0; tries < mostTries; tries++) {
      if (await this.#settle(own)) return;
    }
    throw new UserError(
      `Cluster ${nameOf(own)} has the address ${this.address} of another Cluster, and could not be deleted: it changed ` +
        'each time. Run "pulumi destroy", or "pulumi up" with another tkg-edge:site.controlPlaneEndpoint.',
    );
  }

  /** @returns whether nothing is left to do */
  async #settle({ metadata }: LiveObject): Promise<boolean> {
    const clusters = await this.management.list(clusterKind);
    const own = clusters.find((cluster) => cluster.metadata.uid === metadata.uid);
    if (!own || own.metadata.deletionTimestamp !== undefined || wasReady(own)) return true;
    const { name, namespace = "" } = own.metadata;
    const { first, later } = otherUsers({ name, namespace }, this.address, clusters.map(readCluster));
    if (first.length === 0) {
      for (const other of later) {
        progress(
          `Cluster ${fullName(other)}, which was created later, has the same address ${this.address}; its stack removes it`,
        );
      }
      return true;
    }
    if (!(await this.management.deleteInBackground("clusters", own))) return false;
    throw new UserError(
      `tkg-edge:site.controlPlaneEndpoint is "${this.address}", which the Cluster ${first.map(fullName).join(", ")} uses: it was ` +
        `created first. Cluster ${nameOf(own)} was deleted again: it never became ready, and its node would have taken ` +
        'the address. Expected: an address of this site\'s own. Set another one, then run "pulumi up" again.',
    );
  }
}

const nameOf = (cluster: LiveObject): string => fullName(readCluster(cluster));
