/** Reports what is wrong with the cluster that runs, which a plan cannot show: its objects are as the stack made them. */
import { log } from "@pulumi/pulumi";
import type { SiteSpec } from "../config/stack-spec.js";
import { remediesFor } from "../environment/judgements/known-causes.js";
import type { SiteHealth } from "../environment/judgements/site-health.js";

export async function announceHealth(site: SiteSpec, { findings, final }: SiteHealth): Promise<void> {
  const lines = findings.map(({ seen }) => seen);
  if (lines.length === 0) return;
  const head =
    final.length > 0
      ? `Cluster ${site.namespace}/${site.name} has failed; pulumi up alone does not repair it:`
      : `Cluster ${site.namespace}/${site.name} does not run as it should:`;
  await log.warn([head, ...lines, ...remediesFor(lines.join("\n"))].join("\n  "));
}
