/** Whether a site that exists already is taken over, and what of it. */
import { log, type Output } from "@pulumi/pulumi";
import { ManagementCluster, type LiveObject } from "../clients/management-cluster.js";
import type { Adopted } from "../components/adoption.js";
import type { VcenterConnection } from "../config/connection.js";
import { livingSite, type SiteObjects } from "../config/object-spec/living-site.js";
import { ConfigurationError, UserError, type Problem } from "../config/problem.js";
import type { SiteSpec, StackSpec } from "../config/stack-spec.js";
import { configuredPackages } from "../manifests/cluster-bootstrap.js";
import { cluster as clusterManifest } from "../manifests/cluster.js";
import { changedInputs } from "../manifests/input-change.js";
import {
  canonicalRebuildInputs,
  rebuildInputs,
  rebuildInputsAnnotation,
  rebuildInputsOf,
} from "../manifests/rebuild.js";
import { adoptionNotice, changedCredentials, specChanges } from "./adoption-notice.js";
import { reveal } from "./read-stack.js";

/** Whether a site says that its Cluster is to be taken over, and it has not been yet. */
export function takesOver(site: SiteSpec, live: LiveObject | undefined): boolean {
  return site.adopt && live !== undefined && !(rebuildInputsAnnotation in (live.metadata.annotations ?? {}));
}

/**
 * @param live the site's Cluster as it stands
 * @param vcenterPassword of the stack, to be compared with the one in use
 * @returns undefined where there is nothing to take over: no Cluster, or one that this program has made or taken already
 * @throws ConfigurationError when the stack describes another cluster than the one that runs
 * @throws UserError when admission refuses the Cluster as it is described
 */
export async function adoptionOf(
  { site, connection }: StackSpec,
  live: LiveObject | undefined,
  vcenterPassword: Output<string> | undefined,
): Promise<Adopted | undefined> {
  const { managementCluster, vcenter } = connection;
  if (!site || !managementCluster || !vcenter || !live || !takesOver(site, live)) return undefined;
  const management = new ManagementCluster(managementCluster);
  const others = await objectsBeside(management, site);
  const problems = differences(site, vcenter, live, others);
  if (problems.length > 0)
    throw new ConfigurationError(problems, `the Cluster ${site.name}, which is to be taken over`);
  const result = await management.dryRunApply(clusterManifest(site, vcenter));
  if (!result.ok)
    throw new UserError(`taking over the Cluster ${site.namespace}/${site.name}: ${result.text}`);
  const changes = [
    ...specChanges(live.spec, result.object.spec),
    ...changedCredentials(others.get("Secret"), vcenter.username, await reveal(vcenterPassword)),
  ];
  const adopted = ["Cluster", ...kindsOf(site).filter((kind) => others.has(kind))];
  const notice = adoptionNotice(site, adopted, changes);
  await (changes.length > 0 ? log.warn(notice) : log.info(notice));
  return new Set(adopted);
}

const resources = {
  Secret: "secrets",
  CalicoConfig: "calicoconfigs.cni.tanzu.vmware.com",
  VSphereCPIConfig: "vspherecpiconfigs.cpi.tanzu.vmware.com",
  ClusterBootstrap: "clusterbootstraps.run.tanzu.vmware.com",
} as const;

/** Kinds that the stack of a site has beside the Cluster. */
function kindsOf(site: SiteSpec): (keyof typeof resources)[] {
  const { cni, cpi } = configuredPackages(site);
  return [
    ...(site.identityRef ? [] : (["Secret"] as const)),
    ...(cni ? (["CalicoConfig"] as const) : []),
    ...(cpi ? (["VSphereCPIConfig"] as const) : []),
    ...(cni || cpi ? (["ClusterBootstrap"] as const) : []),
  ];
}

async function objectsBeside(
  management: ManagementCluster,
  { name, namespace }: SiteSpec,
): Promise<ReadonlyMap<string, LiveObject>> {
  const found = await Promise.all(
    Object.entries(resources).map(async ([kind, resource]) => {
      const object = await management.get(resource, name, namespace);
      return object ? [[kind, object] as const] : [];
    }),
  );
  return new Map(found.flat());
}

/** What only a rebuild could change: taking over must not begin with one. */
function differences(
  site: SiteSpec,
  vcenter: VcenterConnection,
  live: LiveObject,
  others: SiteObjects,
): Problem[] {
  const living = rebuildInputsOf(livingSite(live, others));
  const wanted = rebuildInputs({ ...site, rebuild: { ...site.rebuild, generation: 0 } }, vcenter.server);
  const changes = changedInputs(canonicalRebuildInputs(living), wanted) ?? [];
  return changes.map(({ input, from, to }) => ({
    path: input === "vcenter.server" ? "tkg-edge:connection.vcenter.server" : `tkg-edge:site.${input}`,
    found: to,
    expected: `${from}, as the living cluster has it; only a rebuild could change that`,
  }));
}
