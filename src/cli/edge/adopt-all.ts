/** `tkg-edge adopt --all`: one stack for each cluster of a management cluster, and a table of what became of them. */
import type { LiveObject } from "../../clients/live-object.js";
import { clusterKind } from "../../clients/resource-kinds.js";
import { ConfigurationError, UserError } from "../../config/problem.js";
import { isManagementsOwn } from "../../environment/facts/cluster.js";
import { Facts } from "../../environment/facts/facts.js";
import { markOf } from "../../environment/judgements/standing.js";
import { adopt, type Adopted, type AdoptOptions } from "./adopt.js";
import { givenAddress } from "./management-address.js";
import { projectName } from "./own-records.js";
import type { PulumiRunner } from "./store-password.js";
import type { Terminal } from "./terminal.js";

export interface AdoptAllOptions extends Omit<AdoptOptions, "stack" | "cluster"> {
  /** Label selector, as `kubectl get -l` takes it. */
  readonly selector?: string | undefined;
}

interface Row {
  readonly cluster: string;
  readonly stack: string;
  readonly result: string;
  readonly isWell: boolean;
}

/** @returns whether each of them has a stack of which a preview changes nothing @throws UserError where none is selected */
export async function adoptAll(
  options: AdoptAllOptions,
  terminal: Terminal,
  pulumi: PulumiRunner,
  facts: Facts = new Facts(),
): Promise<boolean> {
  const management = facts.managementCluster(givenAddress(options));
  const clusters = (await management.list(clusterKind, options.selector)).filter(
    (one) => !isManagementsOwn(one),
  );
  if (clusters.length === 0) {
    const selected = options.selector === undefined ? "" : ` with the labels ${options.selector}`;
    throw new UserError(
      `the management cluster has no workload Cluster${selected} (kubectl get clusters -A --show-labels)`,
    );
  }
  const project = projectName(options.directory);
  const rows: Row[] = [];
  for (const { cluster, stack, live } of named(clusters)) {
    const row = { cluster, stack };
    try {
      terminal.err(`${cluster}:\n`);
      const result = await adopt({ ...options, ...row }, terminal, pulumi, facts);
      rows.push({ ...row, result: texts[result], isWell: result === "changes nothing" });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const owner = markOf(live);
      const isOthers = owner !== undefined && owner !== `${project}/${stack}`;
      terminal.err(isOthers ? `it belongs to the stack ${owner}\n` : `${error.message}\n`);
      rows.push(
        isOthers
          ? { ...row, stack: "", result: `belongs to the stack ${owner}`, isWell: true }
          : { ...row, result: refusal(error), isWell: false },
      );
    }
  }
  terminal.out(table(rows));
  return rows.every(({ isWell }) => isWell);
}

const texts: Readonly<Record<Adopted, string>> = {
  "changes nothing": "changes nothing",
  changes: "changes the cluster",
  "preview fails": "the preview fails",
  unproved: "not proved: the stack has no password",
};

function refusal(error: UserError): string {
  const count = error instanceof ConfigurationError ? error.problems.length : 1;
  return `refused: ${count === 1 ? "1 problem" : `${count} problems`}`;
}

interface Named {
  /** `NAMESPACE/NAME` */
  readonly cluster: string;
  readonly stack: string;
  readonly live: LiveObject;
}

/** A stack is named like its Cluster; Clusters of one name have the namespace, which holds no dot, before it. */
export function named(clusters: readonly LiveObject[]): readonly Named[] {
  const names = clusters.map(({ metadata }) => metadata.name);
  return clusters.map((live) => {
    const { name, namespace = "default" } = live.metadata;
    const isUnique = names.filter((one) => one === name).length === 1 && !name.includes(".");
    return { live, cluster: `${namespace}/${name}`, stack: isUnique ? name : `${namespace}.${name}` };
  });
}

function table(rows: readonly Row[]): string {
  const lines = [
    ["CLUSTER", "STACK", "RESULT"],
    ...rows.map(({ cluster, stack, result }) => [cluster, stack === "" ? "-" : stack, result]),
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
