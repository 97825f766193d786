/** The stage of a management cluster: its class guarded, its tiny TKrs installed, or used as they are. */
import type { Output, Resource } from "@pulumi/pulumi";
import { ClusterClassGuard } from "../../components/cluster-class-guard.js";
import { ExistingTkr } from "../../components/existing-tkr.js";
import { TinyTkr } from "../../components/tiny-tkr.js";
import { installedVersions } from "../config/stack-spec.js";
import { tkrName } from "../config/tkr-version.js";
import { drifted } from "../environment/finding.js";
import { tkrDrift } from "../preflight/drift/drift.js";
import { guardName, type GuardedClasses } from "./guarded-classes.js";
import type { ObservedEnvironment } from "./read-environment.js";
import { registryTrust } from "./registry-trust.js";
import type { Stack } from "./stack.js";

/** A TKr that is there once its version is known. */
export interface ResolvableTkr {
  readonly version: Output<string>;
  readonly facts: Output<{ readonly bootstrapPackages: readonly string[] }>;
}

export interface InstalledTkrs {
  /** The one that the stack names for its sites. */
  readonly tkr: ResolvableTkr | undefined;
  /** The one that the stack's own site runs; undefined where the stack does not name it. */
  readonly siteTkr: ResolvableTkr | undefined;
  /** Everything that has to be there before a Cluster is. */
  readonly resources: readonly Resource[];
}

/**
 * Each TKr gets resources of its own, so that one can be taken away while another stays.
 * @param guarded the classes that keep other clusters away from the TKrs
 * @returns nothing where the stack has no `management` section
 */
export async function installTkrs(
  { spec, secrets: { registryPassword } }: Stack,
  { management: part, drift, ownership, controllerTrust }: ObservedEnvironment,
  guarded: GuardedClasses | undefined,
): Promise<InstalledTkrs> {
  if (!part) return { tkr: undefined, siteTkr: undefined, resources: [] };
  const { management, managementCluster, cluster } = part;
  const { registry } = spec.connection;
  const { kubernetes: provider, packages: packageProvider } = cluster.providers;
  const { interrupted, existing } = ownership.tkrs;
  const installsAny = installedVersions(spec).some((version) => !existing.has(version));
  const trusted = [...(await registryTrust(spec, installsAny ? controllerTrust : undefined))];
  const { resolveTkr } = management.clusterClass;
  const guard = new ClusterClassGuard(
    guardName,
    { className: guarded?.named, resolveTkr, found: drift.guard, others: guarded?.others },
    { provider, dependsOn: trusted },
  );
  // A tiny TKr comes after the guard that keeps other clusters off it. Destroy takes it away first, and where it refuses,
  // because a site runs it, the guard is still in the state.
  const after = [guard, ...trusted];
  const tkrs = installedVersions(spec).map(
    (version): { version: string; component: ResolvableTkr & Resource } => {
      const name = `tkr-${tkrName(version)}`;
      const { timeoutSeconds } = management.tkr;
      const common = { version, managementCluster, timeoutSeconds, after, found: tkrDrift(drift, version) };
      const ofInterrupted = interrupted.get(version);
      const there = existing.get(version);
      if (there) {
        const isInterrupted = ofInterrupted?.has("ConfigMap") ?? false;
        const { isIncompatible } = there.tkr;
        const release = isIncompatible ? [drifted(`TKr ${version} is not compatible`)] : [];
        const args = { ...common, existing: there, isInterrupted, found: { ...common.found, release } };
        return { version, component: new ExistingTkr(name, args, { provider }) };
      }
      const { bundle } = management;
      const source = { bundle, registry, registryPassword, packageProvider, interrupted: ofInterrupted };
      return { version, component: new TinyTkr(name, { ...common, ...source }, { provider }) };
    },
  );
  const installed = (wanted: string | undefined): ResolvableTkr | undefined =>
    tkrs.find(({ version }) => version === wanted)?.component;
  return {
    tkr: installed(management.tkr.version),
    siteTkr: installed(spec.site?.tkrVersion),
    resources: [guard, ...tkrs.map(({ component }) => component)],
  };
}
