/**
 * Removes a TanzuKubernetesRelease and its OS images, which nobody owns and which therefore outlive their Package.
 * Refuses while a Cluster still runs that TKr. A Cluster that was admitted between that read and the removal is found by a
 * second one, and what was removed is put back. Where the management cluster is gone, and the user confirms it, there is
 * nothing left to remove.
 *
 * Out: `{"removed": [...]}`.
 */
import type { LiveObject } from "../clients/live-object.js";
import { ManagementCluster } from "../clients/management-cluster.js";
import { clusterKind, osImageKind, tkrKind } from "../clients/resource-kinds.js";
import { UserError } from "../config/problem.js";
import { tkrLabel, tkrName } from "../config/tkr-version.js";
import { removeTkr as contract } from "../contracts/await-tkr.js";
import { fullName, readCluster } from "../environment/facts/cluster.js";
import { readTkr } from "../environment/facts/tkr.js";
import { systemNamespace } from "../manifests/kubernetes-object.js";
import { progress, runCommand } from "./command.js";
import { confirmedGone, withWayOut } from "./gone-cluster.js";

export async function main(): Promise<void> {
  await runCommand(contract, async (input) => {
    const { management: address, tkrVersion: version } = input;
    const cluster = new ManagementCluster(address);
    if (await confirmedGone(process.env, address, cluster)) {
      progress(`the management cluster of context ${address.context} is gone: TKr ${version} went with it`);
      return { removed: [] };
    }
    return { removed: await removeTkr(cluster, version, (read) => withWayOut(address, read)) };
  });
}

type Access = Pick<ManagementCluster, "list" | "get" | "getAll" | "delete" | "create">;

/** Makes the first read of the management cluster, which may not answer. */
type FirstRead = <T>(read: () => Promise<T>) => Promise<T>;

/**
 * @returns names of what was removed
 * @throws UserError while a Cluster uses the TKr; it is there then
 */
export async function removeTkr(
  cluster: Access,
  version: string,
  firstRead: FirstRead = (read) => read(),
): Promise<readonly string[]> {
  const name = tkrName(version);
  const users = async () =>
    (await cluster.list(clusterKind, `${tkrLabel}=${name}`)).map(readCluster).map(fullName);
  const before = await firstRead(users);
  if (before.length > 0) {
    throw new UserError(
      `TKr ${version} is still used by ${clustersOf(before)}; nothing of it was removed.\n${advice}`,
    );
  }
  const tkr = await cluster.get(tkrKind, name);
  const imageNames = tkr ? readTkr(tkr).osImages : [];
  const images = await cluster.getAll(
    imageNames.map((image) => `${osImageKind}/${image}`),
    systemNamespace,
  );
  progress(`removing TanzuKubernetesRelease ${name} and its ${imageNames.length} OS images`);
  await cluster.delete(tkrKind, [name]);
  await cluster.delete(osImageKind, imageNames);
  const after = await users();
  if (after.length === 0) return [name, ...imageNames];
  await putBack(cluster, [...images, ...(tkr ? [tkr] : [])], version, after);
  throw new UserError(
    `TKr ${version} is used by ${clustersOf(after)}, created while the TKr was removed. The TKr and its OS images were put back.\n${advice}`,
  );
}

const advice =
  "Destroy or rebuild those sites first, or keep it installed: list it in tkg-edge:management.tkr.alsoInstalled.";

const clustersOf = (names: readonly string[]): string =>
  `${names.length === 1 ? "the Cluster" : "the Clusters"} ${names.join(", ")}`;

/** @throws UserError with the way to put the rest back */
async function putBack(
  cluster: Access,
  objects: readonly LiveObject[],
  version: string,
  users: readonly string[],
): Promise<void> {
  try {
    for (const { apiVersion, kind, metadata, spec } of objects) {
      const { name, labels, annotations } = metadata;
      await cluster.create({ apiVersion, kind, metadata: { name, labels, annotations }, spec });
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(
      `TKr ${version} is used by ${clustersOf(users)}, created while the TKr was removed, and could not be put back (${reason}).\n` +
        'Run "pulumi up" of this stack: it installs the TKr again, and the cluster goes on by itself.',
    );
  }
}
