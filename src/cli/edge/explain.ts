/** `tkg-edge explain`: what the cluster of a stack waits for or hangs on. Read-only; works while `pulumi` runs. */
import { resolve } from "node:path";
import { clusterObjects } from "../../environment/facts/cluster-objects.js";
import { clusterReport } from "../../explain/report.js";
import { siteCluster } from "./site-cluster.js";
import type { Terminal } from "./terminal.js";
import { waitingRebuild, type WaitingRebuildOptions } from "./waiting-rebuild.js";

/**
 * @param directory absolute path of the project
 * @param rebuild to see whether a rebuild waits for its window. @default - that is not reported
 * @throws UserError when the stack cannot be read, has no site, or its management cluster does not answer
 */
export async function explain(
  stack: string,
  directory: string,
  terminal: Terminal,
  rebuild?: Pick<WaitingRebuildOptions, "pulumi" | "version">,
): Promise<void> {
  const { site, connection, management } = siteCluster(stack, directory, "explain");
  const { vcenter } = connection;
  const trust = vcenter && {
    ...vcenter,
    caFile: vcenter.caFile === undefined ? undefined : resolve(directory, vcenter.caFile),
  };
  const found = await clusterObjects(management, site.namespace, site.name, trust);
  const print = (lines: readonly string[]) => {
    terminal.out(lines.map((line) => `${line}\n`).join(""));
  };
  print(clusterReport(found));
  // It reads more, which may fail.
  if (rebuild) print(await waitingRebuild({ ...rebuild, stack, directory, site }));
}
