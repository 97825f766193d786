/** Whether a site that exists already is taken over, and what of it. */
import { log } from "@pulumi/pulumi";
import type { Existing } from "../../components/adoption.js";
import type { LiveObject } from "../clients/live-object.js";
import type { ManagementReader } from "../clients/management-cluster.js";
import type { VcenterConnection } from "../config/connection.js";
import { ConfigurationError, UserError } from "../config/problem.js";
import type { SiteSpec } from "../config/stack-spec.js";
import type { ManagementFacts } from "../environment/facts/management-facts.js";
import { everythingBeside, kindsBeside } from "../environment/facts/site-objects.js";
import { differences, takesOver } from "../environment/judgements/adoption.js";
import type { SiteOwnership } from "../environment/judgements/site-ownership.js";
import { classOfCluster } from "../environment/questions/class-of-cluster.js";
import { packageConfigs, packageObjects } from "../manifests/cluster-bootstrap.js";
import { cluster as clusterManifest } from "../manifests/cluster.js";
import { adoptionNotice, changedCredentials, changedFields, specChanges } from "./adoption-notice.js";
import { reveal } from "./read-stack.js";
import type { SitePart } from "./stack.js";

/**
 * @param management the stack's management cluster
 * @param live the site's Cluster as it stands
 * @param ownership whose the site's objects are
 * @param bootstrapPackages full names of the packages that the site's TKr offers; undefined where it was not found
 * @returns what is imported, from others or from an interrupted run of this stack
 * @throws ConfigurationError when the stack describes another cluster than the one that runs
 * @throws UserError when admission refuses the Cluster as it is described
 */
export async function adoptionOf(
  { site, vcenter, vcenterPassword }: Omit<SitePart, "managementCluster">,
  management: ManagementFacts,
  live: LiveObject | undefined,
  ownership: SiteOwnership | undefined,
  bootstrapPackages: readonly string[] | undefined,
): Promise<Existing> {
  const interrupted = [...(ownership?.interrupted ?? [])].map((kind) => [kind, "interrupted"] as const);
  if (!ownership) return new Map();
  const isTakenOver = takesOver(site, live, ownership);
  if (!isTakenOver && ownership.adopted.size === 0) return new Map(interrupted);
  const others = await objectsByKind(management, site);
  const problems =
    live && isTakenOver
      ? differences(site, vcenter, live, others, await variablesOfClass(management, live))
      : [];
  if (problems.length > 0)
    throw new ConfigurationError(problems, `the Cluster ${site.name}, which is to be taken over`);
  // The engine ignores an import of what its state holds already.
  const adopted = isTakenOver
    ? ["Cluster", ...kindsBeside(site).filter((kind) => others.has(kind))]
    : [...ownership.adopted];
  const beside = new Map([...others].filter(([kind]) => adopted.includes(kind)));
  const changes = [
    ...(live && isTakenOver ? await changesOfCluster(management, site, vcenter, live) : []),
    ...(await changesBeside(management, site, beside, bootstrapPackages)),
    ...changedCredentials(others.get("Secret"), vcenter.username, await reveal(vcenterPassword)),
  ];
  const notice = adoptionNotice(site, adopted, changes);
  await (changes.length > 0 ? log.warn(notice) : log.info(notice));
  return new Map([...adopted.map((kind) => [kind, "adopted"] as const), ...interrupted]);
}

async function changesOfCluster(
  management: ManagementReader,
  site: SiteSpec,
  vcenter: VcenterConnection,
  live: LiveObject,
): Promise<readonly string[]> {
  const result = await management.dryRunApply(clusterManifest(site, vcenter));
  if (result.ok) return specChanges(live.spec, result.object.spec);
  throw new UserError(`taking over the Cluster ${site.namespace}/${site.name}: ${result.text}`);
}

/**
 * What admission would make of the objects that configure packages. Exported for its test.
 * @param existing those that are taken over, by kind
 * @throws UserError when admission refuses one
 */
export async function changesBeside(
  management: Pick<ManagementReader, "dryRunApply">,
  site: SiteSpec,
  existing: ReadonlyMap<string, LiveObject>,
  bootstrapPackages: readonly string[] | undefined,
): Promise<readonly string[]> {
  const configured =
    bootstrapPackages === undefined ? packageConfigs(site) : packageObjects(site, bootstrapPackages);
  const ofObjects = await Promise.all(
    configured.map(async (object) => {
      const live = existing.get(object.kind);
      if (!live) return [];
      const result = await management.dryRunApply(object);
      if (result.ok) return changedFields(object.kind, live.spec, result.object.spec);
      throw new UserError(`taking over the ${object.kind} ${site.namespace}/${site.name}: ${result.text}`);
    }),
  );
  if (bootstrapPackages !== undefined || !existing.has("ClusterBootstrap")) return ofObjects.flat();
  return [
    ...ofObjects.flat(),
    `ClusterBootstrap: not compared, because TKr ${site.tkrVersion} shows no packages`,
  ];
}

async function variablesOfClass(management: ManagementFacts, live: LiveObject) {
  const ofClass = await classOfCluster(management, live);
  return "variables" in ofClass ? ofClass.variables : undefined;
}

async function objectsByKind(management: ManagementReader, site: SiteSpec) {
  const found = await everythingBeside(management, site);
  return new Map(found.map((object) => [object.kind ?? "", object]));
}
