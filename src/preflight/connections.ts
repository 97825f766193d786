/** Checks, at every preview and up, that the stack's environment is there before anything is planned on it. */
import type { LiveObject } from "../clients/live-object.js";
import { clusterKind, namespaceKind, osImageKind, tkrKind } from "../clients/resource-kinds.js";
import { ConfigurationError, type Problem } from "../config/problem.js";
import { installedVersions, type SiteSpec, type StackSpec } from "../config/stack-spec.js";
import type { Facts } from "../environment/facts/facts.js";
import type { ManagementFacts } from "../environment/facts/management-facts.js";
import type { TkrFacts } from "../environment/facts/tkr.js";
import { problemOf } from "../environment/finding.js";
import type { RecordedCluster } from "../environment/judgements/management-identity.js";
import type { RecordedClass } from "../environment/judgements/site-class.js";
import type { StackView } from "../environment/judgements/standing.js";
import { checkManagementIdentity } from "../environment/questions/management-identity.js";
import { explainUnanswered } from "../environment/questions/management-reachable.js";
import { checkVcenter } from "../environment/questions/vcenter.js";
import { findingsAtPreview } from "./preview-checks.js";
import { findSiteClass } from "./site-class.js";

/** What was seen while checking. */
export interface Environment {
  /** Identity of the management cluster: the UID of its `kube-system` namespace. Undefined where the stack uses none. */
  readonly managementUid?: string;
  /** The site's Cluster as it stands on the management cluster; undefined where there is none. */
  readonly liveCluster?: LiveObject;
  /** The stack with the class that its site has; undefined for a stack without a site. */
  readonly spec?: StackSpec;
  /** Which class a new Cluster gets whose site names none, in a sentence. */
  readonly classNotice?: string;
  /** Full names of the packages that the site's TKr offers; undefined where this stack installs the TKr itself. */
  readonly bootstrapPackages?: readonly string[];
  /** What is not as it should be and keeps nothing from being made, in sentences. */
  readonly warnings?: readonly string[];
  /** The site's TKr; undefined where this stack installs it itself. */
  readonly tkr?: TkrFacts;
}

/** The ways to what the stack's own state holds. */
export interface OwnState {
  /** Of a management cluster. */
  readonly recorded: () => Promise<RecordedCluster>;
  readonly view: () => Promise<StackView>;
  /** Of the class of a site. */
  readonly siteClass: (site: SiteSpec) => Promise<RecordedClass>;
}

/**
 * @param facts of this run
 * @param ofVcenter what `vcenterProblems` found
 * @param own reads the stack's own state
 * @throws ConfigurationError with every connection that does not work
 */
export async function checkConnections(
  spec: StackSpec,
  facts: Facts,
  ofVcenter: Promise<readonly Problem[]>,
  own: OwnState,
): Promise<Environment> {
  const ofManagement = readManagementCluster(spec, facts, own);
  const [management, vcenter] = await Promise.all([ofManagement, ofVcenter]);
  const problems = [...management.problems, ...vcenter];
  if (problems.length > 0) throw new ConfigurationError(problems, "the stack's environment");
  return management.environment;
}

/** @param password of `connection.vcenter.username`; needed when the stack uses vCenter */
export async function vcenterProblems(
  spec: StackSpec,
  facts: Facts,
  password: string | undefined,
): Promise<readonly Problem[]> {
  const { vcenter } = spec.connection;
  if (!vcenter || password === undefined || (!spec.template && !spec.site)) return [];
  const finding = await checkVcenter(facts, vcenter, password);
  return finding.severity === "failure" ? [problemOf(finding)] : [];
}

interface Seen {
  readonly environment: Environment;
  readonly problems: readonly Problem[];
}

async function readManagementCluster(spec: StackSpec, facts: Facts, own: OwnState): Promise<Seen> {
  const address = spec.connection.managementCluster;
  if (!address || (!spec.management && !spec.site)) return { environment: {}, problems: [] };
  const cluster = facts.managementCluster(address);
  const [listed, record] = await Promise.allSettled([objectsFor(cluster, spec), own.recorded()]);
  if (listed.status === "rejected") {
    const reason: unknown = listed.reason;
    return { environment: {}, problems: [problemOf(explainUnanswered(address, reason))] };
  }
  if (record.status === "rejected") throw record.reason;
  const { Namespace: namespaces, ...others } = listed.value;
  const uid = namespaces.find(({ metadata }) => metadata.name === "kube-system")?.metadata.uid;
  if (uid === undefined) {
    const unidentified = explainUnanswered(address, "it has no namespace kube-system, which identifies it");
    return { environment: {}, problems: [problemOf(unidentified)] };
  }
  const all = [...namespaces, ...Object.values(others).flat()];
  const another = await checkManagementIdentity(record.value, { ...address, uid }, all, cluster);
  // Everything else would be judged by the objects of a cluster that is not the stack's.
  if (another) return { environment: {}, problems: [problemOf(another)] };
  const { site } = spec;
  if (!site) return { environment: { managementUid: uid }, problems: [] };
  const { environment, problems } = await readSite(listed.value, spec, site, facts, cluster, own);
  return { environment: { managementUid: uid, ...environment }, problems };
}

const kinds = {
  Namespace: namespaceKind,
  Cluster: clusterKind,
  OSImage: osImageKind,
  TanzuKubernetesRelease: tkrKind,
} as const;

type Listed = Readonly<Record<keyof typeof kinds, readonly LiveObject[]>>;

/** One call for all: a kubectl call takes much the same time for one kind as for several. */
async function objectsFor(cluster: ManagementFacts, { site, management }: StackSpec): Promise<Listed> {
  const none = { Cluster: [], OSImage: [], TanzuKubernetesRelease: [] };
  const { Namespace, Cluster, OSImage } = kinds;
  if (!site) return { ...none, ...(await cluster.listKinds({ Namespace })) };
  // The images are for drift detection.
  if (management) return { ...none, ...(await cluster.listKinds({ Namespace, Cluster, OSImage })) };
  return cluster.listKinds(kinds);
}

async function readSite(
  { Cluster: clusters }: Listed,
  configured: StackSpec,
  site: SiteSpec,
  facts: Facts,
  cluster: ManagementFacts,
  { view, siteClass }: OwnState,
): Promise<Seen> {
  const liveCluster = clusters.find(
    ({ metadata }) => metadata.name === site.name && metadata.namespace === site.namespace,
  );
  const found = await findSiteClass(configured, cluster, liveCluster, siteClass);
  const { spec } = found;
  const installsTkr = installedVersions(spec).includes(site.tkrVersion);
  const [{ problems, warnings }, tkr] = await Promise.all([
    findingsAtPreview(spec, facts, view, liveCluster !== undefined),
    installsTkr ? undefined : cluster.tkr(site.tkrVersion),
  ]);
  const environment = {
    ...{ warnings, spec },
    ...(found.notice !== undefined && { classNotice: found.notice }),
    ...(liveCluster && { liveCluster }),
    ...(tkr && { tkr }),
    ...(tkr && tkr.packages.length > 0 && { bootstrapPackages: tkr.packages }),
  };
  return { environment, problems: [...found.problems, ...problems] };
}
