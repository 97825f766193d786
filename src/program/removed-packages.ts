/** Packages that a site no longer names and that its running cluster keeps: TKG's admission refuses to take one out. */
import type { SiteSpec } from "../config/stack-spec.js";
import { addPackages } from "../contracts/add-packages.js";
import { recordedInput } from "../contracts/environment.js";
import { recordedEnvironment } from "./exported-state.js";
import type { StateResource } from "./own-state.js";

/**
 * @param state what the stack's state holds
 * @returns the names as the last `up` wrote them, and whose values were taken out; none for a site without a cluster
 */
export function removedPackages(site: SiteSpec, state: readonly StateResource[]): readonly string[] {
  const recorded = state.find(({ urn }) => urn.endsWith(`::${site.name}-packages`));
  const environment = recordedEnvironment(recorded?.outputs ?? {});
  const now = new Map((site.packages?.additional ?? []).map((entry) => [entry.refName, entry]));
  return (recordedInput(addPackages, environment)?.packages ?? []).flatMap(({ refName, valuesFrom }) => {
    const entry = now.get(refName);
    if (!entry) return [refName];
    return valuesFrom !== undefined && entry.valuesFrom === undefined ? [`the values of ${refName}`] : [];
  });
}

export function removedNotice({ name, namespace }: SiteSpec, removed: readonly string[]): string {
  return (
    `Cluster ${namespace}/${name} keeps ${removed.join(", ")}, although tkg-edge:site.packages.additional no longer has it: ` +
    "TKG never takes a package, or the values of one, from a running cluster. A rebuild creates the cluster without it " +
    "(site.rebuild.generation, docs/rebuild.md)."
  );
}
