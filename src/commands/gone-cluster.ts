/**
 * A management cluster that is gone for good. No command can find that out: one that does not answer may be stopped, or
 * behind a network that is down. So the user confirms it, by name.
 */
import { ManagementCluster, type ManagementAddress } from "../clients/management-cluster.js";
import { UserError } from "../config/problem.js";
import { problemOf } from "../environment/finding.js";
import { explainUnanswered } from "../environment/questions/management-reachable.js";

/** Set by the user for one run, to the context of the cluster. */
const variable = "TKG_EDGE_MANAGEMENT_CLUSTER_GONE";

/**
 * @param environment of this process
 * @returns whether the user confirms that the cluster is gone
 * @throws UserError when that is confirmed of another cluster, or of one that answers
 */
export async function confirmedGone(
  environment: Readonly<Record<string, string | undefined>>,
  { context }: ManagementAddress,
  cluster: Pick<ManagementCluster, "version">,
): Promise<boolean> {
  const confirmed = environment[variable] ?? "";
  if (confirmed === "") return false;
  if (confirmed !== context) {
    throw new UserError(
      `${variable} is "${confirmed}", and the management cluster of this stack is context "${context}"; nothing was removed.`,
    );
  }
  const answers = await cluster.version().then(
    () => true,
    () => false,
  );
  if (answers) {
    throw new UserError(
      `${variable} is "${confirmed}", and that management cluster answers; nothing was removed. Unset the variable.`,
    );
  }
  return true;
}

/**
 * Runs the first read of a delete.
 * @throws UserError that names the cause and, for a cluster that is gone, the way out
 */
export async function withWayOut<T>(address: ManagementAddress, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { path, found = "", expected } = problemOf(explainUnanswered(address, error));
    throw new UserError(
      [
        `${path}: the management cluster cannot be read; nothing was removed.`,
        `  read:     ${found}`,
        `  expected: ${expected}`,
        "If it is gone for good, with everything on it, and only then:",
        `  ${variable}=${shellQuoted(address.context)} PULUMI_K8S_DELETE_UNREACHABLE=true pulumi destroy`,
        "See docs/connections.md.",
      ].join("\n"),
    );
  }
}

function shellQuoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
