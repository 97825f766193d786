/** Which packages of a cluster are not reconciled yet. Pure. */
import type { BootstrapFacts } from "../facts/cluster-bootstrap.js";

/** @param name `namespace/name`. @returns what is still missing; undefined once every package is reconciled */
export function packagesStillMissing(
  bootstrap: BootstrapFacts | undefined,
  name: string,
): string | undefined {
  if (!bootstrap) return `ClusterBootstrap ${name}`;
  const expected = packageConditions(bootstrap);
  if (expected.length === 0) return `ClusterBootstrap ${name} to name its packages`;
  const isMet = (type: string) =>
    bootstrap.conditions.some((one) => one.type === type && one.status === "True");
  return expected.filter((type) => !isMet(type)).join(", ") || undefined;
}

/** Types of the conditions that report each package. */
export const packageConditions = ({ packages }: BootstrapFacts): string[] => packages.map(conditionType);

/** `vsphere-cpi.tanzu.vmware.com.1.25.1+…` is reported as `Vsphere-Cpi-ReconcileSucceeded`. */
function conditionType(refName: string): string {
  const short = refName.split(".")[0] ?? refName;
  const title = short
    .split("-")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("-");
  return `${title}-ReconcileSucceeded`;
}
