/**
 * Everything that one run reads of the live environment. Management clusters stand side by side, each known by its
 * connection; one that does not answer fails for itself.
 */
import {
  ManagementCluster,
  type ManagementAddress,
  type ManagementReader,
} from "../../clients/management-cluster.js";
import { knock, type AddressAnswer } from "./address-answer.js";
import { ManagementFacts } from "./management-facts.js";
import { Remembered } from "./remembered.js";

/** How the environment is reached. */
export interface Transports {
  readonly managementCluster: (address: ManagementAddress) => ManagementReader;
  readonly knock: (host: string, port: number) => Promise<AddressAnswer>;
}

const live: Transports = { managementCluster: (address) => new ManagementCluster(address), knock };

export class Facts {
  readonly #remembered = new Remembered();
  readonly #managementClusters = new Map<string, ManagementFacts>();

  /** @param transports @default - the real ones */
  constructor(private readonly transports: Transports = live) {}

  managementCluster(address: ManagementAddress): ManagementFacts {
    const { kubeconfig, context } = address;
    const key = JSON.stringify([kubeconfig, context]);
    const known = this.#managementClusters.get(key);
    if (known) return known;
    const facts = new ManagementFacts(this.transports.managementCluster({ kubeconfig, context }));
    this.#managementClusters.set(key, facts);
    return facts;
  }

  /** What answers at an address of a Kubernetes API. */
  answerAt(host: string, port: number): Promise<AddressAnswer> {
    return this.#remembered.once(["answer", host, port], () => this.transports.knock(host, port));
  }
}
