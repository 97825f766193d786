/** What has to be there for a cluster to be made again, each with a look that tells what is missing. */
import { vcenterOf } from "../../contracts/fields.js";
import { readCluster } from "../../environment/facts/cluster.js";
import { sharedIdentityOf } from "../../environment/facts/credentials.js";
import { ownCredentials } from "../../environment/judgements/credentials.js";
import { endpointSilence, endpointUse } from "../../environment/judgements/endpoint.js";
import { askRebuildAdmission } from "../../environment/questions/admission.js";
import { askTkr } from "../../environment/questions/tkr.js";
import { askLogin } from "../../environment/questions/vcenter.js";
import { inTheWay } from "./in-the-way.js";
import type { Prospect } from "./prospect.js";
import { templateProblem } from "./template.js";

export interface Proof {
  readonly what: string;
  /** @returns what is in the way, in a sentence; undefined when it is proved */
  readonly look: (prospect: Prospect) => Promise<string | undefined>;
}

export const proofs: readonly Proof[] = [
  { what: "TKr", look: tkrProblem },
  { what: "template", look: templateProblem },
  { what: "vCenter login", look: loginProblem },
  { what: "credentials Secret", look: secretProblem },
  { what: "endpoint", look: endpointProblem },
  { what: "TKG's admission", look: admissionProblem },
];

async function tkrProblem({ input, facts }: Prospect): Promise<string | undefined> {
  const wanted = {
    version: input.tkrVersion,
    path: "tkg-edge:site.tkrVersion",
    isInstalled: false,
  };
  return inTheWay(await askTkr(facts.managementCluster(input.management), wanted));
}

async function loginProblem({ input, facts }: Prospect): Promise<string | undefined> {
  return inTheWay(await askLogin(facts, vcenterOf(input)));
}

async function secretProblem({ input, facts, cluster, live }: Prospect): Promise<string | undefined> {
  if (sharedIdentityOf(readCluster(live)) !== undefined) return undefined;
  const { name, namespace } = cluster.metadata;
  const management = facts.managementCluster(input.management);
  return inTheWay(ownCredentials(`${namespace}/${name}`, await management.credentials(name, namespace)));
}

/** The address may be the cluster's own; it must be nobody else's. */
async function endpointProblem({ input, facts, cluster }: Prospect): Promise<string | undefined> {
  const { controlPlaneEndpoint, apiPort: port } = input;
  const { name, namespace } = cluster.metadata;
  const site = { name, namespace, controlPlaneEndpoint };
  const [clusters, answer] = await Promise.all([
    facts.managementCluster(input.management).clusters(),
    facts.answerAt(controlPlaneEndpoint, port),
  ]);
  return inTheWay(endpointUse(site, clusters), endpointSilence(site, port, answer, clusters));
}

async function admissionProblem({ input, facts, cluster, live }: Prospect): Promise<string | undefined> {
  const wanted = { cluster, sharesIdentity: !input.ownCredentials, live: readCluster(live) };
  return inTheWay(await askRebuildAdmission(facts.managementCluster(input.management), wanted));
}
