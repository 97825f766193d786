/** Checks, at every preview and up, that the stack's environment is there before anything is planned on it. */
import { ManagementCluster, type LiveObject } from "../clients/management-cluster.js";
import type { ManagementConnection } from "../config/connection.js";
import { ConfigurationError, type Problem } from "../config/problem.js";
import type { StackSpec } from "../config/stack-spec.js";
import { vcenterLoginProblems } from "./vcenter-login.js";

/** What was seen while checking. */
export interface Environment {
  /** The site's Cluster as it stands on the management cluster; undefined where there is none. */
  readonly liveCluster?: LiveObject;
}

/**
 * @param vcenterPassword of `connection.vcenter.username`; needed when the stack uses vCenter
 * @throws ConfigurationError with every connection that does not work
 */
export async function checkConnections(
  spec: StackSpec,
  vcenterPassword: string | undefined,
): Promise<Environment> {
  const [management, vcenter] = await Promise.all([
    lookAtManagementCluster(spec),
    vcenterProblems(spec, vcenterPassword),
  ]);
  const problems = [...management.problems, ...vcenter];
  if (problems.length > 0) throw new ConfigurationError(problems, "the stack's environment");
  return management.liveCluster ? { liveCluster: management.liveCluster } : {};
}

async function vcenterProblems(spec: StackSpec, password: string | undefined): Promise<Problem[]> {
  const { vcenter } = spec.connection;
  if (!vcenter || password === undefined || (!spec.template && !spec.site)) return [];
  return vcenterLoginProblems(vcenter, password);
}

async function lookAtManagementCluster(
  spec: StackSpec,
): Promise<Environment & { readonly problems: Problem[] }> {
  const address = spec.connection.managementCluster;
  if (!address || (!spec.management && !spec.site)) return { problems: [] };
  const cluster = new ManagementCluster(address);
  try {
    if (!spec.site) {
      await cluster.version();
      return { problems: [] };
    }
    const liveCluster = await cluster.get("clusters.cluster.x-k8s.io", spec.site.name, spec.site.namespace);
    return { problems: [], ...(liveCluster && { liveCluster }) };
  } catch (error) {
    return { problems: [unreachable(address, error instanceof Error ? error.message : String(error))] };
  }
}

function unreachable(address: ManagementConnection, said: string): Problem {
  const isSandbox = address.kubeconfig.split("/").includes(".sandbox");
  const mend = isSandbox
    ? "the sandbox is not running: make sandbox-up"
    : "a management cluster that answers; check kubeconfig, context and network";
  return {
    path: "tkg-edge:connection.managementCluster",
    found: `kubeconfig "${address.kubeconfig}", context "${address.context}"`,
    expected: `${mend} (${said})`,
  };
}
