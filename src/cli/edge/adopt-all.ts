/** `tkg-edge adopt --all`: one stack for each cluster of a management cluster, and a table of what became of them. */
import type { LiveObject } from "../../clients/live-object.js";
import { clusterKind } from "../../clients/resource-kinds.js";
import { UserError } from "../../config/problem.js";
import { Facts } from "../../environment/facts/facts.js";
import { addressOf, adopt } from "./adopt.js";
import type { PulumiRunner } from "./store-password.js";
import type { Terminal } from "./terminal.js";
import type { StackOptions } from "./write-stack.js";

export interface AdoptAllOptions extends Omit<StackOptions, "stack"> {
  /** Label selector, as `kubectl get -l` takes it. */
  readonly selector?: string | undefined;
}

interface Row {
  readonly cluster: string;
  readonly stack: string;
  readonly result: string;
}

/** @returns whether each of them is proved to change nothing @throws UserError where no cluster is selected */
export async function adoptAll(
  options: AdoptAllOptions,
  terminal: Terminal,
  pulumi: PulumiRunner,
  facts: Facts = new Facts(),
): Promise<boolean> {
  const management = facts.managementCluster(addressOf({ ...options, stack: "" }));
  const clusters = (await management.list(clusterKind, options.selector)).filter((one) => !isManagement(one));
  if (clusters.length === 0) {
    const selected = options.selector === undefined ? "" : ` with the labels ${options.selector}`;
    throw new UserError(
      `the management cluster has no workload Cluster${selected} (kubectl get clusters -A --show-labels)`,
    );
  }
  const rows: Row[] = [];
  for (const { cluster, stack } of named(clusters)) {
    terminal.err(`${cluster}:\n`);
    try {
      rows.push(await adopt({ ...options, cluster, stack }, terminal, pulumi, facts));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      terminal.err(`${error.message}\n`);
      rows.push({ cluster, stack, result: "refused" });
    }
  }
  terminal.out(table(rows));
  return rows.every(({ result }) => result === "changes nothing");
}

/** Label of the management cluster's own Cluster. */
const managementLabel = "cluster-role.tkg.tanzu.vmware.com/management";

const isManagement = ({ metadata }: LiveObject): boolean => metadata.labels?.[managementLabel] !== undefined;

/** A stack is named like its Cluster; Clusters of one name in several namespaces have the namespace in front. */
export function named(clusters: readonly LiveObject[]): readonly { cluster: string; stack: string }[] {
  const count = new Map<string, number>();
  for (const { metadata } of clusters) count.set(metadata.name, (count.get(metadata.name) ?? 0) + 1);
  return clusters.map(({ metadata: { name, namespace = "default" } }) => ({
    cluster: `${namespace}/${name}`,
    stack: count.get(name) === 1 ? name : `${namespace}-${name}`,
  }));
}

function table(rows: readonly Row[]): string {
  const lines = [
    ["CLUSTER", "STACK", "RESULT"],
    ...rows.map(({ cluster, stack, result }) => [cluster, stack, result]),
  ];
  const widths = [0, 1].map((column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
  return lines
    .map((cells) =>
      cells
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n")
    .concat("\n");
}
