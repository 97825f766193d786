/** Whether the core packages of a cluster are reconciled, as its ClusterBootstrap tells. */
import { conditionOf, type LiveObject } from "../clients/live-object.js";
import type { Look } from "./wait.js";

interface PackageReference {
  readonly refName?: string;
}

/** @returns the condition types that are True, once there is one for every package of the bootstrap */
export function lookAtBootstrap(bootstrap: LiveObject | undefined, name: string): Look<readonly string[]> {
  if (!bootstrap) return { waitingFor: `ClusterBootstrap ${name}` };
  const expected = corePackages(bootstrap).map(conditionType);
  if (expected.length === 0) return { waitingFor: `ClusterBootstrap ${name} to name its packages` };
  const missing = expected.filter((type) => conditionOf(bootstrap, type)?.status !== "True");
  return missing.length > 0 ? { waitingFor: missing.join(", ") } : { done: expected };
}

function corePackages(bootstrap: LiveObject): string[] {
  const spec = (bootstrap.spec ?? {}) as Record<
    string,
    PackageReference | readonly PackageReference[] | undefined
  >;
  const additional = (spec.additionalPackages ?? []) as readonly PackageReference[];
  const core = ["cni", "cpi", "csi", "kapp"].map((key) => spec[key] as PackageReference | undefined);
  return [...core, ...additional].flatMap((item) => (item?.refName === undefined ? [] : [item.refName]));
}

/** `vsphere-cpi.tanzu.vmware.com.1.25.1+…` is reported as `Vsphere-Cpi-ReconcileSucceeded`. */
function conditionType(refName: string): string {
  const short = refName.split(".")[0] ?? refName;
  const title = short
    .split("-")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("-");
  return `${title}-ReconcileSucceeded`;
}
