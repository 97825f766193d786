/** Which packages a site's ClusterBootstrap can name: those that the site's own TKr offers. */
import { all, type Output } from "@pulumi/pulumi";
import type { SiteSpec } from "../config/stack-spec.js";
import { networkPackages } from "../environment/facts/cluster-bootstrap.js";
import type { StateResource } from "./own-state.js";

/** Full names of packages, e.g. "vsphere-cpi.tanzu.vmware.com.1.25.1+vmware.2-tkg.1". */
export type PackageNames = readonly string[];

export interface OfferedPackages {
  /** Of the site's TKr; undefined where this stack does not install it. */
  readonly bySite: Output<PackageNames> | undefined;
  /** Of the TKr that the stack names for all its sites; undefined for a stack that installs none. */
  readonly byStack: Output<PackageNames> | undefined;
  /** Of the site's TKr as it was found on the management cluster. */
  readonly found: PackageNames | undefined;
}

/**
 * Release 0.1.0 took the packages of the stack's TKr for a site that is pinned to another one. TKG's admission refuses to
 * take a package back to an older version, so such a cluster keeps what it has until it is created again, or rolled to
 * another version.
 * @param takesNew whether this run creates the Cluster, or it has another version than that of its build
 */
export function bootstrapPackages(
  site: SiteSpec,
  { bySite, byStack, found }: OfferedPackages,
  state: readonly StateResource[],
  takesNew: boolean,
): Output<PackageNames> | PackageNames {
  const own = bySite ?? found ?? byStack ?? [];
  const recorded = takesNew ? [] : recordedPackages(site, state);
  if (byStack === undefined || recorded.length === 0) return own;
  return all([own, byStack]).apply(([ofSite, ofStack]) =>
    recorded.every((name) => ofStack.includes(name) && !ofSite.includes(name)) ? ofStack : ofSite,
  );
}

function recordedPackages(site: SiteSpec, state: readonly StateResource[]): PackageNames {
  const bootstrap = state.find(({ urn }) => urn.endsWith(`::${site.name}-bootstrap`));
  return networkPackages(bootstrap?.outputs.spec);
}
