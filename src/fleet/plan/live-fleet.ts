/** The live objects of a fleet: each management cluster and vCenter is contacted once, and fails for itself. */
import type { ManagementConnection, VcenterConnection } from "../../config/connection.js";
import type { Facts } from "../../environment/facts/facts.js";
import { readLiveSites, type LiveSites } from "../../environment/facts/live-sites.js";
import type { ManagementFacts } from "../../environment/facts/management-facts.js";
import { sentenceOf, type Finding } from "../../environment/finding.js";
import { explainUnanswered } from "../../environment/questions/management-reachable.js";
import { checkCertificate } from "../../environment/questions/vcenter.js";

export type ReadCluster =
  { readonly management: ManagementFacts; readonly live: LiveSites } | { readonly unreachable: string };

export class LiveFleet {
  readonly #clusters = new Map<string, Promise<ReadCluster>>();

  /** @param withControlPlanes see `readLiveSites` */
  constructor(
    readonly facts: Facts,
    private readonly withControlPlanes = false,
  ) {}

  /** Read once, however many sites are on it. */
  cluster(address: ManagementConnection): Promise<ReadCluster> {
    const key = JSON.stringify([address.kubeconfig, address.context]);
    const known = this.#clusters.get(key) ?? this.#read(address);
    this.#clusters.set(key, known);
    return known;
  }

  /** @returns why the vCenter cannot be reached as configured; undefined where it can. No password is sent. */
  async vcenterFault(vcenter: VcenterConnection): Promise<string | undefined> {
    const finding = await checkCertificate(this.facts, vcenter);
    return finding.severity === "failure" ? wordsOf(finding) : undefined;
  }

  async #read(address: ManagementConnection): Promise<ReadCluster> {
    const management = this.facts.managementCluster(address);
    try {
      return { management, live: await readLiveSites(management, this.withControlPlanes) };
    } catch (error) {
      return { unreachable: wordsOf(explainUnanswered(address, error)) };
    }
  }
}

function wordsOf(finding: Finding): string {
  const { expected } = finding;
  return `${sentenceOf(finding)}${expected === undefined ? "" : `; expected: ${expected}`}`;
}
