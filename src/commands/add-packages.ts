/**
 * Adds packages to the ClusterBootstrap of a running cluster, or gives them other values, and waits until they are
 * reconciled. What stands in the live list stays: the list is one field, which TKG's admission and add-ons manager write as
 * well, and a package that is taken out of it is refused.
 *
 * Out: `{"cluster": "namespace/name", "packages": [...]}`, the packages by their full names.
 */
import type { LiveObject } from "../clients/live-object.js";
import { ManagementCluster } from "../clients/management-cluster.js";
import { bootstrapKind, clusterKind, packageKind, tkrKind } from "../clients/resource-kinds.js";
import { UserError } from "../config/problem.js";
import { tkrLabel } from "../config/tkr-version.js";
import { addPackages } from "../contracts/add-packages.js";
import { readBootstrap } from "../environment/facts/cluster-bootstrap.js";
import { conditionsOf } from "../environment/facts/conditions.js";
import { refNameOf } from "../environment/facts/package.js";
import { readTkr } from "../environment/facts/tkr.js";
import { describeConditions } from "../environment/judgements/condition-text.js";
import { systemNamespace } from "../manifests/kubernetes-object.js";
import { fullPackageName, mergedPackages, type NamedPackage } from "../manifests/merged-packages.js";
import { bootstrapState } from "./add-ons.js";
import { progress, runCommand } from "./command.js";
import { waitUntil } from "./wait.js";

/** Writers of the same object come in between; each reads it again. */
const attempts = 5;

export async function main(): Promise<void> {
  await runCommand(addPackages, async (input) => {
    const management = new ManagementCluster(input.management);
    const { clusterName: name, clusterNamespace: namespace } = input;
    const cluster = `${namespace}/${name}`;
    const offered = await packagesOfTkr(management, name, namespace);
    const wanted = input.packages.map((entry) => ({
      ...entry,
      refName: fullPackageName(entry.refName, offered),
    }));
    await write(management, name, namespace, wanted);
    const read = () => management.get(bootstrapKind, name, namespace);
    await waitUntil(
      `the packages of ${cluster}`,
      input.timeoutSeconds,
      async () => bootstrapState(await read(), cluster),
      async () => explain(await read(), cluster),
    );
    return { cluster, packages: wanted.map(({ refName }) => refName) };
  });
}

async function packagesOfTkr(
  management: ManagementCluster,
  name: string,
  namespace: string,
): Promise<readonly string[]> {
  const cluster = await management.get(clusterKind, name, namespace);
  const tkrName = cluster?.metadata.labels?.[tkrLabel];
  const tkr = tkrName === undefined ? undefined : await management.get(tkrKind, tkrName);
  return tkr ? readTkr(tkr).packages : [];
}

/** @throws UserError when a package is not on the management cluster, or admission refuses the list */
async function write(
  management: ManagementCluster,
  name: string,
  namespace: string,
  wanted: readonly NamedPackage[],
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const bootstrap = await management.get(bootstrapKind, name, namespace);
    if (!bootstrap)
      throw new UserError(`there is no ClusterBootstrap ${namespace}/${name}: did TKG make the cluster?`);
    const { additional: live } = readBootstrap(bootstrap);
    const kinds = await packageKinds(management, [...live, ...wanted]);
    const unknown = wanted.filter(({ refName }) => !kinds.has(refName));
    if (unknown.length > 0) throw new UserError(noPackages(unknown.map(({ refName }) => refName)));
    const merged = mergedPackages(live, wanted, kinds);
    if (merged === undefined) return;
    progress(
      `writing ${wanted.map(({ refName }) => refName).join(", ")} to ClusterBootstrap ${namespace}/${name}`,
    );
    const { resourceVersion } = bootstrap.metadata;
    const tree = { metadata: { resourceVersion }, spec: { additionalPackages: merged } };
    try {
      await management.patch(bootstrapKind, name, namespace, tree);
      return;
    } catch (error) {
      const isConflict = error instanceof UserError && error.message.includes("(Conflict)");
      if (!isConflict || attempt === attempts) throw error;
    }
  }
}

/** What each Package is a version of, as TKG compares them; those that do not exist are missing. */
async function packageKinds(
  management: ManagementCluster,
  packages: readonly NamedPackage[],
): Promise<ReadonlyMap<string, string>> {
  const references = [...new Set(packages.map(({ refName }) => `${packageKind}/${refName}`))];
  const found = await management.getAll(references, systemNamespace);
  return new Map(found.map((one) => [one.metadata.name, String(refNameOf(one))]));
}

function noPackages(names: readonly string[]): string {
  return (
    `there is no Package ${names.join(", ")} in ${systemNamespace} of the management cluster\n` +
    "  expected: the full name of one (kubectl get packages -n tkg-system), or the beginning of one that the TKr offers " +
    'with a "*" behind it\n' +
    "  fix: correct tkg-edge:site.packages.additional, or add the repository that has the package"
  );
}

function explain(bootstrap: LiveObject | undefined, cluster: string): string {
  return bootstrap
    ? `  Conditions of ClusterBootstrap ${cluster}:\n${describeConditions(conditionsOf(bootstrap))}`
    : `  There is no ClusterBootstrap ${cluster}.`;
}
