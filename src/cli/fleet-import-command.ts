/** `tkg-edge fleet import`: sites from a spreadsheet, or from the clusters that run. */
import { resolve } from "node:path";
import type { Command } from "commander";
import { fleetImportClusters } from "./edge/fleet-import-clusters.js";
import { fleetImport } from "./edge/fleet-import.js";
import type { Terminal } from "./edge/terminal.js";

interface ImportFlags {
  readonly directory: string;
  readonly fleet: string;
  readonly group: readonly string[];
  readonly to?: string;
  readonly print: boolean;
  readonly fromCluster: boolean;
  readonly selector?: string;
  readonly cluster: readonly string[];
  readonly common?: string;
  readonly connectionFile?: string;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly editLoadBalancer: boolean;
  readonly plainSecrets: boolean;
}

/** @param command makes a command of `tkg-edge fleet`; @param version of the product */
export function addFleetImport(
  command: (usage: string, what: string) => Command,
  terminal: Terminal,
  version: string,
): void {
  const added = command("import [table]", "add the rows of a CSV file, or running clusters, as sites");
  added
    .option("--group <name...>", "groups of every site", [])
    .option("--to <file>", "file of sites to add to, relative to the project (default: the fleet file)")
    .option("--print", "print what would be added, and write nothing", false)
    .option("--from-cluster", "read the Clusters of the fleet's management clusters, not a table", false)
    .option("--selector <labels>", "of the Clusters those with these labels, such as location=shop,ring")
    .option("--cluster <namespace/name...>", "only these Clusters", [])
    .option("--common <name>", "group to create for what the Clusters share (default: imported)")
    .option("--connection-file <file>", "import only from the management cluster of this connection file")
    .option("--kubeconfig <file>", "import only from the management cluster of this kubeconfig")
    .option("--context <name>", "context in that kubeconfig")
    .option("--edit-load-balancer", "use kube-vip where a Cluster has NSX Advanced Load Balancer", false)
    .option("--plain-secrets", "also write passwords that a Cluster itself holds in plain text", false)
    .action(async (table: string | undefined, options: ImportFlags) => {
      const { fromCluster, common = "imported", ...flags } = options;
      if ((table === undefined) !== fromCluster) {
        added.error("error: either a CSV file or --from-cluster", { exitCode: 2 });
      }
      const given = { ...flags, directory: resolve(flags.directory) };
      if (table === undefined) {
        await fleetImportClusters({ ...given, common }, terminal, version);
        return;
      }
      const [other] = ofClusters.filter((flag) => isGiven(options[flag]));
      if (other !== undefined) {
        added.error(`error: ${flagOf(other)} belongs to --from-cluster`, { exitCode: 2 });
      }
      fleetImport({ ...given, table }, terminal);
    });
}

/** Options that a table does not have. */
const ofClusters = [
  ...(["selector", "cluster", "common", "connectionFile", "kubeconfig", "context"] as const),
  ...(["editLoadBalancer", "plainSecrets"] as const),
] as const;

const isGiven = (value: string | readonly string[] | boolean | undefined): boolean =>
  value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);

const flagOf = (name: string): string =>
  `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
