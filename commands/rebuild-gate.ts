/**
 * The gate before a rebuild. It runs whenever what forces a rebuild has changed, before anything is deleted: proves that
 * everything the new cluster needs is there, and runs the user's command. If either fails, nothing is deleted.
 *
 * On the first create there is no Cluster yet, and nothing to prove that admission does not say by itself.
 *
 * Out: `{"rebuild": false}` or `{"rebuild": true, "proved": [...], "commandRun": boolean}`.
 */
import { ManagementCluster, type LiveObject } from "../clients/management-cluster.js";
import { UserError } from "../config/problem.js";
import type { Cluster } from "../manifests/cluster.js";
import { rebuildInputsAnnotation } from "../manifests/rebuild.js";
import { progress, runCommand } from "./command.js";
import { runBeforeRebuild } from "./gate/before-rebuild.js";
import { proofs } from "./gate/proofs.js";
import { gateInputs, type Prospect } from "./gate/prospect.js";

export async function main(): Promise<void> {
  await runCommand(gateInputs, async (input) => {
    const management = new ManagementCluster({
      kubeconfig: input.TKG_EDGE_KUBECONFIG,
      context: input.TKG_EDGE_CONTEXT,
    });
    const cluster = JSON.parse(input.TKG_EDGE_CLUSTER) as Cluster;
    const { name, namespace } = cluster.metadata;
    const live = await management.get("clusters.cluster.x-k8s.io", name, namespace);
    if (!live || isGoing(live) || isOfOthers(live)) return { rebuild: false };
    const prospect: Prospect = { input, management, cluster, live };
    const proved = await prove(prospect);
    const commandRun = await runBeforeRebuild(prospect);
    return { rebuild: true, proved, commandRun };
  });
}

/** One that is taken over (site.adopt) is not rebuilt for that; it says what it is made of from then on. */
const isOfOthers = (live: LiveObject) => live.metadata.annotations?.[rebuildInputsAnnotation] === undefined;

/** One whose deletion has begun cannot be kept by anything. */
const isGoing = (live: LiveObject) => live.metadata.deletionTimestamp !== undefined;

/** @throws UserError with everything that stands in the way */
async function prove(prospect: Prospect): Promise<string[]> {
  const { name, namespace } = prospect.cluster.metadata;
  progress(`before ${namespace}/${name} is deleted: proving that it can be made again`);
  const results = await Promise.all(
    proofs.map(async (proof) => ({
      what: proof.what,
      problem: await proof.look(prospect).catch(asProblem),
    })),
  );
  const problems = results.flatMap(({ what, problem }) => (problem === undefined ? [] : [{ what, problem }]));
  if (problems.length === 0) return results.map(({ what }) => what);
  throw new UserError(
    [
      `the rebuild of ${namespace}/${name} was stopped before anything was deleted; the cluster is as it was. In the way:`,
      ...problems.map(({ what, problem }) => `  ${what}: ${problem}`),
      "Mend that and run the same command again: it rebuilds then.",
    ].join("\n"),
  );
}

const asProblem = (error: unknown) => (error instanceof Error ? error.message : String(error));
