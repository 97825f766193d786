/** The stage of a management cluster: its class guarded, its tiny TKrs installed. */
import type { Resource } from "@pulumi/pulumi";
import { ClusterClassGuard } from "../../components/cluster-class-guard.js";
import { TinyTkr } from "../../components/tiny-tkr.js";
import { installedVersions } from "../config/stack-spec.js";
import { tkrName } from "../config/tkr-version.js";
import { tkrDrift } from "../preflight/drift/drift.js";
import type { Surroundings } from "./look-around.js";
import { registryTrust } from "./registry-trust.js";
import type { Stack } from "./stack.js";

export interface InstalledTkrs {
  /** The one that the stack names for its sites. */
  readonly tkr: TinyTkr | undefined;
  /** The one that the stack's own site runs; undefined where the stack does not install it. */
  readonly siteTkr: TinyTkr | undefined;
  /** Everything that has to be there before a Cluster is. */
  readonly resources: readonly Resource[];
}

/**
 * Each TKr gets resources of its own, so that one can be taken away while another stays.
 * @returns nothing where the stack has no `management` section
 */
export async function installTkrs(
  { spec, secrets: { registryPassword } }: Stack,
  { management: part, drift, ownership, controllerTrust }: Surroundings,
): Promise<InstalledTkrs> {
  if (!part) return { tkr: undefined, siteTkr: undefined, resources: [] };
  const { management, managementCluster, cluster } = part;
  const { registry } = spec.connection;
  const { kubernetes: provider, packages: packageProvider } = cluster.providers;
  const trusted = [...(await registryTrust(spec, controllerTrust))];
  const { name: className, resolveTkr } = management.clusterClass;
  const guard = new ClusterClassGuard(
    "cluster-class-guard",
    { className, resolveTkr, found: drift.guard },
    { provider, dependsOn: trusted },
  );
  // A tiny TKr comes after the guard that keeps other clusters off it. Destroy takes it away first, and where it refuses,
  // because a site runs it, the guard is still in the state.
  const after = [guard, ...trusted];
  const tkrs = installedVersions(spec).map((version) => {
    const args = {
      version,
      bundle: management.bundle,
      managementCluster,
      registry,
      registryPassword,
      packageProvider,
      interrupted: ownership.tkrs.interrupted.get(version),
      timeoutSeconds: management.tkr.timeoutSeconds,
      after,
      found: tkrDrift(drift, version),
    };
    return { version, component: new TinyTkr(`tkr-${tkrName(version)}`, args, { provider }) };
  });
  const installed = (wanted: string | undefined): TinyTkr | undefined =>
    tkrs.find(({ version }) => version === wanted)?.component;
  return {
    tkr: installed(management.tkr.version),
    siteTkr: installed(spec.site?.tkrVersion),
    resources: [guard, ...tkrs.map(({ component }) => component)],
  };
}
