/** What has to be there for a cluster to be made again: the catalogue of checks, filtered, with the inputs of the gate. */
import { readCluster } from "../../environment/facts/cluster.js";
import type { NewCluster } from "../../preflight/new-cluster.js";
import { failuresOf, rebuildProofs } from "../../preflight/rebuild-proofs.js";
import { inTheWay } from "./in-the-way.js";
import type { Prospect } from "./prospect.js";

export interface Proof {
  readonly what: string;
  /** @returns what is in the way, in a sentence; undefined when it is proved */
  readonly look: (prospect: Prospect) => Promise<string | undefined>;
}

export const proofs: readonly Proof[] = rebuildProofs().map((proof) => ({
  what: proof.name,
  look: async (prospect) => inTheWay(...(await failuresOf(proof, newCluster(prospect)))),
}));

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
