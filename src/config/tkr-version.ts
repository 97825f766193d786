/**
 * TKr versions: the names that follow from one, and how two compare. Every object of a tiny TKr is named by a rule from the version alone;
 * the vendor page spells each of them out by hand (steps 2.2 to 2.7).
 */

import compareSemver from "semver/functions/compare.js";
import parse from "semver/functions/parse.js";

/** `v1.25.7+vmware.1-tiny.2-tkg.1`: semver with `v`, the vendor's build metadata, `-tkg.N` at the end. */
const tkrVersionForm = /^v\d+\.\d+\.\d+\+[0-9A-Za-z.-]+-tkg\.\d+$/;

export const tkrVersionExpectation =
  'a TKr version such as "v1.25.7+vmware.1-tiny.2-tkg.1" (leading v, build metadata after "+", ending in -tkg.N)';

/** The name of a TKr is the value of a label on its Clusters, which has at most 63 characters. */
export function isTkrVersion(text: string): boolean {
  return tkrVersionForm.test(text) && tkrName(text).length <= 63;
}

/** Whether the version is one of the tiny TKr series, from which minimal clusters are made. */
export function isTinyTkrVersion(tkrVersion: string): boolean {
  return /[+.-]tiny\.\d+/.test(tkrVersion);
}

/**
 * Whether an OVA or template is built for a TKr: its vApp property VERSION is the TKr's version, with a checksum behind a
 * dash. `-tkg.10` is another TKr than `-tkg.1`.
 */
export function isOvaVersionOf(ovaVersion: string, tkrVersion: string): boolean {
  return ovaVersion === tkrVersion || ovaVersion.startsWith(`${tkrVersion}-`);
}

/**
 * Orders two TKr or Kubernetes versions of the vendor, oldest first. Semver ignores the build metadata, in which the vendor
 * numbers its builds; it is compared part by part, numbers as the hexadecimal numbers that the vendor's controllers read.
 * What is not a version comes first.
 */
export function compareTkrVersions(a: string, b: string): number {
  const [left, right] = [parse(a), parse(b)];
  if (!left || !right) return Number(left !== null) - Number(right !== null) || (a < b ? -1 : Number(a > b));
  return compareSemver(left, right) || compareBuilds(partsOf(left.build), partsOf(right.build));
}

const partsOf = (build: readonly string[]): readonly string[] => build.join(".").split(/[^A-Za-z0-9]+/);

function compareBuilds(left: readonly string[], right: readonly string[]): number {
  const hexadecimal = /^[0-9a-fA-F]+$/;
  for (const [index, one] of left.entries()) {
    const other = right[index];
    if (one === other) continue;
    if (other === undefined) return 1;
    if (!hexadecimal.test(one) || !hexadecimal.test(other)) return one < other ? -1 : 1;
    const difference = parseInt(one, 16) - parseInt(other, 16);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** Name of the TanzuKubernetesRelease and of its ClusterBootstrapTemplate: `+` becomes `---`. */
export function tkrName(tkrVersion: string): string {
  return tkrVersion.replace("+", "---");
}

/** Label of a Cluster: the name of the TKr that it runs. */
export const tkrLabel = "run.tanzu.vmware.com/tkr";

/** The version that a TKr's name stands for. */
export function versionOfTkr(name: string): string {
  return name.replace("---", "+");
}

/** Tag of the TKr's bundles in an OCI registry: `+` becomes `_`. */
export function bundleTag(tkrVersion: string): string {
  return tkrVersion.replace("+", "_");
}

/** Value of the Cluster's `spec.topology.version`: the TKr version without `-tkg.N`. */
export function kubernetesVersion(tkrVersion: string): string {
  return tkrVersion.replace(/-tkg\.\d+$/, "");
}

/** Package version: the TKr version without the leading `v`. */
export function packageVersion(tkrVersion: string): string {
  return tkrVersion.replace(/^v/, "");
}

export const edgePackageRefName = "tkr-vsphere-edge.tanzu.vmware.com";

/** Name of the carvel Package that installs the TKr. */
export function packageName(tkrVersion: string, refName = edgePackageRefName): string {
  return `${refName}.${packageVersion(tkrVersion)}`;
}

/** Path of the Package manifest inside the repository bundle. */
export function packageManifestPath(tkrVersion: string, refName = edgePackageRefName): string {
  return `packages/${refName}/${packageVersion(tkrVersion)}.yml`;
}

/** Name of the ConfigMap that makes the TKr compatible; a convention, the controller reads only its label. */
export function compatibilityConfigMapName(tkrVersion: string): string {
  return `tkg-compatibility-versions-${tkrName(tkrVersion)}`;
}
