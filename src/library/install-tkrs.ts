/** The stage of a management cluster: its class guarded, its tiny TKrs installed, or used as they are. */
import type { Resource } from "@pulumi/pulumi";
import { installedVersions } from "../config/stack-spec.js";
import { tkrName } from "../config/tkr-version.js";
import { guardName, type GuardedClasses } from "../program/guarded-classes.js";
import type { ObservedEnvironment } from "../program/read-environment.js";
import { registryTrust } from "../program/registry-trust.js";
import type { TkrsOfSite } from "../program/site-parts.js";
import type { Stack } from "../program/stack.js";
import { partsOfTkr } from "../program/tkr-parts.js";
import { ClusterClassGuard } from "./cluster-class-guard.js";
import { TinyTkr } from "./tiny-tkr.js";

export interface InstalledTkrs extends TkrsOfSite {
  /** Everything that has to be there before a Cluster is. */
  readonly resources: readonly Resource[];
}

/**
 * Each TKr gets resources of its own, so that one can be taken away while another stays.
 * @param guarded the classes that keep other clusters away from the TKrs
 * @returns nothing where the stack has no `management` section
 */
export async function installTkrs(
  stack: Stack,
  seen: ObservedEnvironment,
  guarded: GuardedClasses | undefined,
): Promise<InstalledTkrs> {
  const { management: part, drift, ownership, controllerTrust } = seen;
  if (!part) return { tkr: undefined, siteTkr: undefined, resources: [] };
  const { spec, secrets } = stack;
  const { connection } = spec;
  const { management, cluster } = part;
  const { clusterClass, tkr } = management;
  // Both, also where every TKr is there: a stack has the two from its first run on.
  const { kubernetes: provider, packages: _packages } = cluster.providers;
  const { existing } = ownership.tkrs;
  const installsAny = installedVersions(spec).some((version) => !existing.has(version));
  const trusted = [...(await registryTrust(spec, installsAny ? controllerTrust : undefined))];
  const parts = {
    ...{ className: guarded?.named, resolveTkr: clusterClass.resolveTkr },
    ...{ found: drift.guard, others: guarded?.others },
  };
  const guard = new ClusterClassGuard(
    guardName,
    { connection, ...clusterClass, checked: { parts } },
    { provider, dependsOn: trusted },
  );
  // A tiny TKr comes after the guard that keeps other clusters off it. Destroy takes it away first, and where it refuses,
  // because a site runs it, the guard is still in the state.
  const after = [guard, ...trusted];
  const tkrs = installedVersions(spec).map((version) => {
    const checked = { parts: partsOfTkr(version, stack, part, seen, after) };
    const args = { ...tkr, connection, version, registryPassword: secrets.registryPassword, guard, checked };
    return { version, component: new TinyTkr(`tkr-${tkrName(version)}`, args, { provider }) };
  });
  const installed = (wanted: string | undefined): TinyTkr | undefined =>
    tkrs.find(({ version }) => version === wanted)?.component;
  return {
    tkr: installed(tkr.version),
    siteTkr: installed(spec.site?.tkrVersion),
    resources: [guard, ...tkrs.map(({ component }) => component)],
  };
}
