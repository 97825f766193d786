/**
 * The names that follow from one TKr version. Every object of a tiny TKr is named by a rule from the version alone;
 * the vendor page spells each of them out by hand (steps 2.2 to 2.7).
 */

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

/** Name of the ConfigMap that makes the TKr compatible; a convention, the controller looks at its label only. */
export function compatibilityConfigMapName(tkrVersion: string): string {
  return `tkg-compatibility-versions-${tkrName(tkrVersion)}`;
}
