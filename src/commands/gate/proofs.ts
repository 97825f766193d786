/** What has to exist for a cluster to be recreated, or rolled to another version: the catalogue of checks, filtered, with the inputs of the gate. */
import { readCluster } from "../../environment/facts/cluster.js";
import type { NewCluster } from "../../preflight/new-cluster.js";
import {
  failuresOf,
  inTheWay,
  rebuildProofs,
  rollProofs,
  type RebuildProof,
} from "../../preflight/rebuild-proofs.js";
import type { Prospect } from "./prospect.js";

export interface Proof {
  readonly what: string;
  /** @returns what is in the way, in a sentence; undefined when it is proved */
  readonly test: (prospect: Prospect) => Promise<string | undefined>;
}

const asProof = (proof: RebuildProof): Proof => ({
  what: proof.name,
  test: async (prospect) => inTheWay(await failuresOf(proof, newCluster(prospect))),
});

export const proofs: readonly Proof[] = rebuildProofs().map(asProof);

/** The same before a roll. */
export const proofsOfRoll: readonly Proof[] = rollProofs().map(asProof);

function newCluster({ input, facts, cluster, live }: Prospect): NewCluster {
  const { name, namespace } = cluster.metadata;
  return {
    facts,
    management: facts.managementCluster(input.management),
    vcenter: { ...input.vcenter, password: input.vcenterPassword },
    site: {
      ...{ name, namespace },
      tkrVersion: input.tkrVersion,
      os: input.os,
      osVersion: input.osVersion,
      controlPlaneEndpoint: input.controlPlaneEndpoint,
    },
    apiPort: input.apiPort,
    datacenter: input.datacenter,
    sharesIdentity: !input.ownCredentials,
    cluster,
    live: readCluster(live),
  };
}
