/**
 * Waits until the core packages of a cluster are reconciled, as the Tanzu CLI does after a create: `Ready` of the
 * Cluster alone does not say that its network works.
 *
 * Out: `{"cluster": "namespace/name", "reconciled": [...]}`.
 */
import { z } from "zod";
import {
  conditionOf,
  describeConditions,
  ManagementCluster,
  managementInputs,
  type LiveObject,
} from "../clients/management-cluster.js";
import { runCommand } from "./command.js";
import { waitUntil, type Look } from "./wait.js";

const inputs = z.object({
  ...managementInputs,
  TKG_EDGE_CLUSTER_NAME: z.string().min(1),
  TKG_EDGE_CLUSTER_NAMESPACE: z.string().min(1),
  TKG_EDGE_TIMEOUT_SECONDS: z.coerce.number().positive(),
});

interface PackageReference {
  readonly refName?: string;
}

export async function main(): Promise<void> {
  await runCommand(inputs, async (input) => {
    const management = new ManagementCluster({
      kubeconfig: input.TKG_EDGE_KUBECONFIG,
      context: input.TKG_EDGE_CONTEXT,
    });
    const { TKG_EDGE_CLUSTER_NAME: name, TKG_EDGE_CLUSTER_NAMESPACE: namespace } = input;
    const bootstrap = () => management.get("clusterbootstraps", name, namespace);
    const reconciled = await waitUntil(
      `the core packages of ${namespace}/${name}`,
      input.TKG_EDGE_TIMEOUT_SECONDS,
      async () => lookAtBootstrap(await bootstrap(), `${namespace}/${name}`),
      async () => `  Conditions of ClusterBootstrap ${name}:\n${describeConditions(await bootstrap())}`,
    );
    return { cluster: `${namespace}/${name}`, reconciled };
  });
}

/** @returns the condition types that are True, once there is one for every package of the bootstrap */
export function lookAtBootstrap(bootstrap: LiveObject | undefined, name: string): Look<readonly string[]> {
  if (!bootstrap) return { waitingFor: `ClusterBootstrap ${name}` };
  const expected = corePackages(bootstrap).map(conditionType);
  if (expected.length === 0) return { waitingFor: `ClusterBootstrap ${name} to name its packages` };
  const missing = expected.filter((type) => conditionOf(bootstrap, type)?.status !== "True");
  return missing.length > 0 ? { waitingFor: missing.join(", ") } : { done: expected };
}

function corePackages(bootstrap: LiveObject): string[] {
  const spec = (bootstrap.spec ?? {}) as Record<
    string,
    PackageReference | readonly PackageReference[] | undefined
  >;
  const additional = (spec.additionalPackages ?? []) as readonly PackageReference[];
  const core = ["cni", "cpi", "csi", "kapp"].map((key) => spec[key] as PackageReference | undefined);
  return [...core, ...additional].flatMap((item) => (item?.refName === undefined ? [] : [item.refName]));
}

/** `vsphere-cpi.tanzu.vmware.com.1.25.1+…` is reported as `Vsphere-Cpi-ReconcileSucceeded`. */
function conditionType(refName: string): string {
  const short = refName.split(".")[0] ?? refName;
  const title = short
    .split("-")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("-");
  return `${title}-ReconcileSucceeded`;
}
