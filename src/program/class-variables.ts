/** Judges the variables of a site by the schema of its live ClusterClass, at every preview and up. */
import { log } from "@pulumi/pulumi";
import { ConfigurationError } from "../config/problem.js";
import type { SiteSpec, StackSpec } from "../config/stack-spec.js";
import type { ManagementFacts } from "../environment/facts/management-facts.js";
import { problemOf, sentenceOf, skipped, type Finding } from "../environment/finding.js";
import { unread } from "../environment/judgements/class-variables.js";
import { keptClass, type RecordedClass } from "../environment/judgements/site-class.js";
import { checkClassVariables } from "../environment/questions/class-variables.js";
import { cluster as clusterManifest } from "../manifests/cluster.js";
import type { Environment } from "../preflight/connections.js";

/**
 * @param management the stack's management cluster
 * @param environment what was read of it
 * @param recorded reads what the stack's own state holds of the site's class
 * @returns what is not as it should be; a class that cannot be read, for want of a right, is none
 */
export async function checkClassVariablesAtPreview(
  configured: StackSpec,
  management: ManagementFacts | undefined,
  environment: Promise<Pick<Environment, "liveCluster" | "spec">>,
  recorded: (site: SiteSpec) => Promise<RecordedClass>,
): Promise<readonly Finding[]> {
  const { vcenter } = configured.connection;
  if (!configured.site || !vcenter || !management) return [];
  readEarly(configured, configured.site, management, recorded);
  const { liveCluster, spec } = await environment;
  const site = spec?.site ?? configured.site;
  const manifest = clusterManifest(site, vcenter);
  try {
    const found = await checkClassVariables(management, manifest, liveCluster !== undefined);
    return found.filter(({ severity }) => severity !== "ok");
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return [skipped(unread(`ClusterClass ${site.namespace}/${site.className}`, why))];
  }
}

/**
 * Reads the class side by side with the Cluster, where it is configured or recorded: it is nearly always the one that the
 * Cluster turns out to have. Who needs it takes the answer, a failure included.
 */
function readEarly(
  { openClasses }: StackSpec,
  site: SiteSpec,
  management: ManagementFacts,
  recorded: (site: SiteSpec) => Promise<RecordedClass>,
): void {
  const read = async () => {
    const isOpen = openClasses?.site !== undefined;
    const name = isOpen ? keptClass(undefined, await recorded(site)) : site.className;
    if (name !== undefined) await management.clusterClass(name, site.namespace);
  };
  read().catch(() => undefined);
}

/** @throws ConfigurationError for variables of a Cluster that is not there yet */
export async function announceClassVariables(found: readonly Finding[]): Promise<void> {
  const wrong = found.filter(({ severity }) => severity === "failure");
  if (wrong.length > 0) {
    throw new ConfigurationError(
      wrong.map((finding) => problemOf(finding)),
      "the variables of the site's ClusterClass",
    );
  }
  for (const finding of found) {
    const { severity, path, isValue, expected = "" } = finding;
    if (severity === "skipped") {
      await log.info(finding.seen);
      continue;
    }
    const where = isValue || path === undefined ? "" : `${path}: `;
    await log.warn(
      `${where}${sentenceOf(finding)}; expected: ${expected}. The running cluster is left as it is`,
    );
  }
}
