/**
 * The one rebuild that a single `up` cannot make. A site that no longer configures the packages it starts with has no
 * ClusterBootstrap of its own; the engine would delete the old one last, when the object of that name is already the new
 * cluster's, made by TKG's controllers.
 */
import type { SiteSpec } from "../config/stack-spec.js";
import { configuredPackages } from "./cluster-bootstrap.js";
import type { InputChange } from "./input-change.js";

/** @param reasons of the rebuild: what changed since the running cluster was created */
export function losesBootstrap(site: SiteSpec, reasons: readonly InputChange[]): boolean {
  const before = (input: string, now: string) =>
    reasons.find((reason) => reason.input === input)?.from ?? now;
  const had =
    before("cni", site.cni) === "calico" ||
    before("cpi.excludeEndpoint", String(site.cpi.excludeEndpoint)) === "true";
  const { cni, cpi } = configuredPackages(site);
  return had && !cni && !cpi;
}

/** How to make it all the same. */
export function twoSteps({ name, namespace }: SiteSpec): string {
  return (
    `REBUILD of ${namespace}/${name} in one step refused: with site.cni and site.cpi.excludeEndpoint as they are now, the cluster ` +
    "has no ClusterBootstrap of its own any more, and deleting the old one would hit the new cluster's. Nothing was changed.\n" +
    "  Take it in two: pulumi destroy, then pulumi up (docs/rebuild.md)."
  );
}
