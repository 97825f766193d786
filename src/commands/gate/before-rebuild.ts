/** Runs the user's command before a rebuild: a backup of etcd or of what runs on the node. */
import type { LiveObject } from "../../clients/live-object.js";
import { UserError } from "../../config/problem.js";
import { kubeconfigSecretName, workloadKubeconfig } from "../../environment/facts/workload-kubeconfig.js";
import { versionRecord } from "../../manifests/version-record.js";
import { progress } from "../command.js";
import { runUserCommand } from "../user-command.js";
import type { Prospect } from "./prospect.js";

/**
 * @returns whether there was a command
 * @throws UserError when it failed or took too long
 */
export async function runBeforeRebuild(prospect: Prospect): Promise<boolean> {
  const { input, live } = prospect;
  const command = input.beforeRebuild;
  if (command === undefined) return false;
  const seconds = input.beforeRebuildSeconds;
  const kubeconfig = await kubeconfigOf(prospect);
  progress(`before the rebuild, for at most ${seconds} s: ${command}`);
  const failure = await runUserCommand({
    commandLine: command,
    timeoutSeconds: seconds,
    timeoutKey: "tkg-edge:site.rebuild.beforeTimeoutSeconds",
    purpose: "before-rebuild",
    kubeconfig,
    environment: {
      TKG_EDGE_CLUSTER_NAME: live.metadata.name,
      TKG_EDGE_CLUSTER_NAMESPACE: live.metadata.namespace ?? "",
      TKG_EDGE_OLD_TKR_VERSION: oldVersion(live),
      TKG_EDGE_NEW_TKR_VERSION: input.tkrVersion,
    },
  });
  if (failure === undefined) return true;
  throw new UserError(
    `tkg-edge:site.rebuild.beforeCommand ${failure}: ${command}\n` +
      "The rebuild was stopped before anything was deleted; the cluster is as it was. Run the same command again once it succeeds.",
  );
}

/** @returns undefined for a cluster that never got as far as to have one */
async function kubeconfigOf({ management, live }: Prospect): Promise<Buffer | undefined> {
  const { name, namespace } = live.metadata;
  const secret = await management.get("secrets", kubeconfigSecretName(name), namespace);
  const kubeconfig = secret && workloadKubeconfig(secret);
  if (kubeconfig) return kubeconfig;
  progress(`${name} has no kubeconfig yet: the command is run without one`);
  return undefined;
}

const oldVersion = (live: LiveObject): string =>
  versionRecord(live.metadata.annotations ?? {})?.current ?? "";
