/** Checks, at every preview and up, that the stack's environment is there before anything is planned on it. */
import { failureCause, isLocal } from "../clients/failure-cause.js";
import type { LiveObject, ManagementCluster } from "../clients/management-cluster.js";
import { explainProxy, isProxyCause } from "../clients/proxy-failure.js";
import type { ManagementConnection } from "../config/connection.js";
import { ConfigurationError, type Problem } from "../config/problem.js";
import type { SiteSpec, StackSpec } from "../config/stack-spec.js";
import { compareTkrVersions, isTinyTkrVersion, tkrName, versionOfTkr } from "../config/tkr-version.js";
import { endpointProblems } from "./endpoint-use.js";
import { osImageProblems } from "./os-image-count.js";
import { lookAtVcenterCertificate } from "./vcenter-certificate.js";
import { vcenterLoginProblems } from "./vcenter-login.js";

/** What is read of a management cluster. */
type Reader = Pick<ManagementCluster, "listKinds">;

/** What was seen while checking. */
export interface Environment {
  /** Identity of the management cluster: the UID of its `kube-system` namespace. Undefined where the stack uses none. */
  readonly managementUid?: string;
  /** Undefined where the stack has no site. */
  readonly siteNamespaceExists?: boolean;
  /** The site's Cluster as it stands on the management cluster; undefined where there is none. */
  readonly liveCluster?: LiveObject;
  /** Full names of the packages that the site's TKr offers; undefined where this stack installs the TKr itself. */
  readonly bootstrapPackages?: readonly string[];
  /** The site's TKr; undefined where this stack installs it itself. */
  readonly tkr?: LiveObject;
}

/**
 * @param cluster the stack's management cluster
 * @param ofVcenter what `vcenterProblems` found
 * @throws ConfigurationError with every connection that does not work
 */
export async function checkConnections(
  spec: StackSpec,
  cluster: Reader | undefined,
  ofVcenter: Promise<readonly Problem[]>,
): Promise<Environment> {
  const [management, vcenter] = await Promise.all([lookAtManagementCluster(spec, cluster), ofVcenter]);
  const problems = [...management.problems, ...vcenter];
  if (problems.length > 0) throw new ConfigurationError(problems, "the stack's environment");
  return management.environment;
}

/** @param password of `connection.vcenter.username`; needed when the stack uses vCenter */
export async function vcenterProblems(
  spec: StackSpec,
  password: string | undefined,
): Promise<readonly Problem[]> {
  const { vcenter } = spec.connection;
  if (!vcenter || password === undefined || (!spec.template && !spec.site)) return [];
  // Before the login: a server that is not the one expected shall not see the password.
  const { problems } = await lookAtVcenterCertificate(vcenter);
  return problems.length > 0 ? [...problems] : vcenterLoginProblems(vcenter, password);
}

interface Seen {
  readonly environment: Environment;
  readonly problems: readonly Problem[];
}

async function lookAtManagementCluster(spec: StackSpec, cluster: Reader | undefined): Promise<Seen> {
  const address = spec.connection.managementCluster;
  if (!address || !cluster || (!spec.management && !spec.site)) return { environment: {}, problems: [] };
  try {
    if (!spec.site) {
      const { Namespace } = await cluster.listKinds({ Namespace: "namespaces" });
      return { environment: identityIn(Namespace), problems: [] };
    }
    return await lookForSite(cluster, spec.site, spec.management !== undefined);
  } catch (error) {
    const problem = unreachable(address, error instanceof Error ? error.message : String(error));
    return { environment: {}, problems: [problem] };
  }
}

/** One call for all: each takes kubectl as long as most of what is asked of it. */
async function objectsForSite(cluster: Reader, { tkrVersion }: SiteSpec, installsTkr: boolean) {
  // The images are for the look for drift, also where this stack installs the TKr.
  const always = {
    Namespace: "namespaces",
    Cluster: "clusters.cluster.x-k8s.io",
    OSImage: "osimages",
  } as const;
  if (installsTkr) {
    const { Namespace, Cluster } = await cluster.listKinds(always);
    return { namespaces: Namespace, clusters: Cluster, tkr: undefined, tkrs: [], images: [] };
  }
  const tkrs = "tanzukubernetesreleases.run.tanzu.vmware.com";
  const found = await cluster.listKinds({ ...always, TanzuKubernetesRelease: tkrs });
  const tkr = found.TanzuKubernetesRelease.find(({ metadata }) => metadata.name === tkrName(tkrVersion));
  const { Namespace, Cluster, TanzuKubernetesRelease, OSImage } = found;
  return { namespaces: Namespace, clusters: Cluster, tkr, tkrs: TanzuKubernetesRelease, images: OSImage };
}

function identityIn(namespaces: readonly LiveObject[]): Pick<Environment, "managementUid"> {
  const uid = namespaces.find(({ metadata }) => metadata.name === "kube-system")?.metadata.uid;
  return uid === undefined ? {} : { managementUid: uid };
}

async function lookForSite(cluster: Reader, site: SiteSpec, installsTkr: boolean): Promise<Seen> {
  const { namespaces, clusters, tkr, tkrs, images } = await objectsForSite(cluster, site, installsTkr);
  const liveCluster = clusters.find(
    ({ metadata }) => metadata.name === site.name && metadata.namespace === site.namespace,
  );
  const problems = [...endpointProblems(site, clusters), ...(tkr ? osImageProblems(site, tkr, images) : [])];
  const packages = tkr?.spec?.bootstrapPackages as readonly { readonly name: string }[] | undefined;
  const environment = {
    ...identityIn(namespaces),
    siteNamespaceExists: namespaces.some(({ metadata }) => metadata.name === site.namespace),
    ...(liveCluster && { liveCluster }),
    ...(tkr && { tkr }),
    ...(packages && { bootstrapPackages: packages.map(({ name }) => name) }),
  };
  if (installsTkr || tkr) return { environment, problems };
  const problem: Problem = {
    path: "tkg-edge:site.tkrVersion",
    found: `"${site.tkrVersion}", which the management cluster does not have`,
    expected: `${installedTkrs(site, tkrs)}; a stack with tkg-edge:management installs a tiny one`,
  };
  return { environment, problems: [...problems, problem] };
}

/** The TKrs of the site's series, the newest first. */
function installedTkrs({ tkrVersion }: SiteSpec, tkrs: readonly LiveObject[]): string {
  const ofSeries = tkrs
    .map(({ metadata }) => versionOfTkr(metadata.name))
    .filter((version) => isTinyTkrVersion(version) === isTinyTkrVersion(tkrVersion))
    .sort((a, b) => compareTkrVersions(b, a));
  return ofSeries.length === 0
    ? "an installed TKr (kubectl get tkr)"
    : `an installed TKr: ${ofSeries.join(", ")}`;
}

/** A management cluster that does not answer, or not as hoped. @param said by kubectl */
export function unreachable(address: ManagementConnection, said: string): Problem {
  const found = `kubeconfig "${address.kubeconfig}", context "${address.context}"`;
  const path = "tkg-edge:connection.managementCluster";
  const cause = failureCause(said);
  // A sandbox that does not run has no kubeconfig either.
  if (isLocal(cause) && cause !== "file-missing") return { path, found, expected: said };
  if (isProxyCause(cause)) {
    return { path: "HTTPS_PROXY", expected: `${explainProxy(cause, "the management cluster")} (${said})` };
  }
  const isSandbox = address.kubeconfig.split("/").includes(".sandbox");
  const mend = isSandbox
    ? "the sandbox is not running: make sandbox-up"
    : "a management cluster that answers; check kubeconfig, context and network. Until it does, nobody can tell what a " +
      "change would do to a running cluster, so nothing is guessed";
  return { path, found, expected: `${mend} (${said})` };
}
