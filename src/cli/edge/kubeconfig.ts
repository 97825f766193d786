/** `tkg-edge kubeconfig`: the kubeconfig of a stack's cluster, as the cluster has it now. */
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { clusterKind } from "../../clients/resource-kinds.js";
import { UserError } from "../../config/problem.js";
import { Facts } from "../../environment/facts/facts.js";
import { kubeconfigSecretName, workloadKubeconfig } from "../../environment/facts/workload-kubeconfig.js";
import { mergedKubeconfig, readClusterAccess, renamed } from "./kubeconfig-merge.js";
import { siteCluster } from "./site-cluster.js";
import type { Terminal } from "./terminal.js";
import { behindLinks, writePrivateFile } from "./whole-file.js";

export interface KubeconfigOptions {
  readonly stack: string;
  /** Absolute path of the project. */
  readonly directory: string;
  /** File to write, relative to the working directory; `-` prints. @default - SITE.kubeconfig in the project */
  readonly output?: string | undefined;
  /** Add it to the user's own kubeconfig, in place of a file of its own. */
  readonly merge: boolean;
  /** Name of the cluster in that kubeconfig. @default - its own name */
  readonly name?: string | undefined;
}

/**
 * Reads the Secret of the running cluster, never the state: after a rebuild the state of an earlier run has a kubeconfig that
 * leads nowhere.
 * @throws UserError when the cluster has none, or the file cannot be written; nothing is written then
 */
export async function kubeconfig(
  options: KubeconfigOptions,
  terminal: Terminal,
  facts: Facts = new Facts(),
): Promise<void> {
  const { stack, directory, output, merge, name } = options;
  const text = await readKubeconfig(stack, directory, facts);
  const found = readClusterAccess(text);
  if (!found)
    throw new UserError(
      `the kubeconfig of stack ${stack}'s cluster does not have one cluster, user and context`,
    );
  const access = name === undefined ? found : renamed(found, name);
  if (merge) {
    const file = ownKubeconfig();
    locked(file, () => {
      const before = existsSync(file) ? readFileSync(file, "utf8") : "";
      writePrivateFile(file, mergedKubeconfig(before, file, access));
    });
    terminal.out(`merged into ${file}: kubectl --context ${access.context} get nodes\n`);
    return;
  }
  const own = name === undefined ? text : mergedKubeconfig("", "", access);
  if (output === "-") {
    terminal.out(own);
    return;
  }
  const file =
    output === undefined
      ? join(directory, `${stack.split("/").at(-1) ?? stack}.kubeconfig`)
      : resolve(output);
  writePrivateFile(file, own);
  terminal.out(`wrote ${file}: kubectl --kubeconfig ${file} get nodes\n`);
}

async function readKubeconfig(stack: string, directory: string, facts: Facts): Promise<string> {
  const { site, context, management } = siteCluster(stack, directory, "reach", facts);
  const { name, namespace } = site;
  const secretName = kubeconfigSecretName(name);
  const objects = await management.getAll([`${clusterKind}/${name}`, `secrets/${secretName}`], namespace);
  const where = `Cluster ${namespace}/${name} in the management cluster (context ${context})`;
  if (!objects.some(({ kind }) => kind === "Cluster")) {
    throw new UserError(`there is no ${where}: pulumi up --stack ${stack} creates it`);
  }
  const secret = objects.find(({ kind }) => kind === "Secret");
  const text = secret && workloadKubeconfig(secret);
  if (!text) {
    throw new UserError(
      `${where} has no Secret ${secretName} with a kubeconfig yet: its control plane is not there. ` +
        `What it waits for: tkg-edge explain --stack ${stack}`,
    );
  }
  return text.toString("utf8");
}

/** Where kubectl writes: the first file of KUBECONFIG that exists, else the first one, else ~/.kube/config. */
function ownKubeconfig(): string {
  const files = (process.env.KUBECONFIG ?? "").split(delimiter).filter((file) => file !== "");
  const file = files.find((one) => existsSync(one)) ?? files[0];
  return file === undefined ? join(homedir(), ".kube", "config") : resolve(file);
}

/** Holds the lock that kubectl takes for its own writes. */
function locked(file: string, write: () => void): void {
  const lock = `${behindLinks(file)}.lock`;
  mkdirSync(dirname(lock), { recursive: true, mode: 0o700 });
  try {
    closeSync(openSync(lock, "wx", 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    throw new UserError(
      `${file} is being written by another program (${lock}); if none runs, remove that file and try again`,
    );
  }
  try {
    write();
  } finally {
    rmSync(lock, { force: true });
  }
}
