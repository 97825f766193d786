/**
 * Runs the user's command on a cluster that is Ready, once for each Cluster and command line. Success is recorded on the
 * Cluster at once: a run that is killed before the engine knows of it does not run the command a second time. Only a kill
 * between the command and the record does.
 *
 * Out: `{"cluster": "namespace/name", "commandRun": boolean}`.
 */
import { ManagementCluster } from "../clients/management-cluster.js";
import { clusterKind } from "../clients/resource-kinds.js";
import { UserError } from "../config/problem.js";
import { afterReady } from "../contracts/after-ready.js";
import type { Given } from "../contracts/contract.js";
import { sha256 } from "../manifests/digest.js";
import { afterReadyAnnotation } from "../manifests/kubernetes-object.js";
import { progress, runCommand } from "./command.js";
import { runUserCommand } from "./user-command.js";

type Management = Pick<ManagementCluster, "get" | "patch">;

export async function main(): Promise<void> {
  await runCommand(afterReady, (given) => runAfterReady(given, new ManagementCluster(given.management)));
}

/** @throws UserError where the command fails or takes too long, or the Cluster is gone */
export async function runAfterReady(
  given: Given<typeof afterReady>,
  management: Management,
): Promise<{ readonly cluster: string; readonly commandRun: boolean }> {
  const { clusterName: name, clusterNamespace: namespace, commandLine, timeoutSeconds } = given;
  const cluster = `${namespace}/${name}`;
  const live = await management.get(clusterKind, name, namespace);
  if (!live) throw new UserError(`there is no Cluster ${cluster}: was it deleted? Run pulumi preview.`);
  const digest = sha256(commandLine);
  if (live.metadata.annotations?.[afterReadyAnnotation] === digest) {
    progress(`${cluster}: the command of tkg-edge:site.afterReady has already run on this cluster`);
    return { cluster, commandRun: false };
  }
  progress(`${cluster} is Ready; for at most ${timeoutSeconds} s: ${commandLine}`);
  const failure = await runUserCommand({
    commandLine,
    timeoutSeconds,
    timeoutKey: "tkg-edge:site.afterReady.commandTimeoutSeconds",
    purpose: "after-ready",
    kubeconfig: given.workloadKubeconfig,
    environment: { TKG_EDGE_CLUSTER_NAME: name, TKG_EDGE_CLUSTER_NAMESPACE: namespace },
  });
  if (failure !== undefined) {
    throw new UserError(
      `tkg-edge:site.afterReady.command ${failure}: ${commandLine}\n` +
        "The cluster is Ready and stays as it is. The next pulumi up runs the command again.",
    );
  }
  const { uid } = live.metadata;
  // With the UID the API refuses to write the record to another Cluster of the same name.
  const metadata = { uid, annotations: { [afterReadyAnnotation]: digest } };
  await management.patch(clusterKind, name, namespace, { metadata });
  return { cluster, commandRun: true };
}
