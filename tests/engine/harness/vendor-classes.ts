/** Further ClusterClasses of the vendor, as `tanzu mc upgrade` adds them. */
import type { LiveApis } from "./live-apis.js";

export const classNamespace = "tkg-system";

/** The annotation that keeps standard clusters away from tiny TKrs; the vendor's is empty. */
export const guardAnnotation = "run.tanzu.vmware.com/resolve-tkr";

/** Adds a class with what another one has, without a guard. */
export async function addVendorClass(apis: LiveApis, name: string, like: string): Promise<void> {
  const { apiVersion, kind, metadata, spec, status } = await apis.mustGet(
    "clusterclass",
    like,
    classNamespace,
  );
  const annotations = { ...metadata.annotations, [guardAnnotation]: "" };
  const added = { apiVersion, kind, metadata: { name, namespace: classNamespace, annotations } };
  await apis.kubectl(["create", "-f", "-"], { input: JSON.stringify({ ...added, spec, status }) });
}
