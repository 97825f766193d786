// The objects of a new management cluster of TKG 2.2, as far as the program or a stand-in reads them. Names,
// labels and namespaces are the vendor's.
import { addressesOf } from "./addresses.js";
import { caBundle, type Manifest } from "./vendor-objects.js";

/** Namespaces with this label get no copy of a ClusterClass, in TKG as here. */
const providerLabel = "cluster.x-k8s.io/provider";

/** Namespaces of TKG and of the Cluster API providers. */
export function namespaces(): Manifest[] {
  const provider = (name: string, of: string): Manifest => namespace(name, { [providerLabel]: of });
  return [
    namespace("tkg-system"),
    namespace("tkg-system-public"),
    provider("capi-system", "cluster-api"),
    provider("capi-kubeadm-bootstrap-system", "bootstrap-kubeadm"),
    provider("capi-kubeadm-control-plane-system", "control-plane-kubeadm"),
    provider("capv-system", "infrastructure-vsphere"),
  ];
}

function namespace(name: string, labels: Readonly<Record<string, string>> = {}): Manifest {
  return { apiVersion: "v1", kind: "Namespace", metadata: { name, labels } };
}

/** The standard TKr that TKG 2.2.0 itself lists as compatible; the sandbox has no bundle of it. */
const defaultCompatibleTkr = "v1.25.7+vmware.2-tkg.1";

/**
 * Configuration of the TKr source controller.
 * @param compatible versions of the TKrs that the release itself lists. @default - that of TKG 2.2.0
 */
export function tkrConfiguration(
  registryHost: string,
  registryCa: string,
  compatible: readonly string[] = [defaultCompatibleTkr],
): Manifest[] {
  const configMap = (
    name: string,
    labels: Record<string, string>,
    data: Record<string, string>,
  ): Manifest => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace: "tkg-system", labels },
    data,
  });
  return [
    configMap(
      "tkg-compatibility-versions",
      { "run.tanzu.vmware.com/additional-compatible-tkrs": "" },
      { tkrVersions: compatible.map((version) => `- ${version}\n`).join("") },
    ),
    configMap("tkr-controller-config", {}, { caCerts: registryCa, imageRepository: registryHost }),
  ];
}

/** Name under which the API server reaches the Package API; a certificate must carry `<name>.<namespace>.svc`. */
export const packagingService = { name: "packaging-api", namespace: "tkg-system" } as const;

/**
 * Makes the Package API part of the management cluster's API. The Service is of type ExternalName, which the aggregator
 * resolves by itself, without a cluster network.
 */
export function packagingApiService(block: string, caFile: string): Manifest[] {
  const at = addressesOf(block).packagingApi;
  return [
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: packagingService,
      spec: { type: "ExternalName", externalName: at.host },
    },
    {
      apiVersion: "apiregistration.k8s.io/v1",
      kind: "APIService",
      metadata: { name: "v1alpha1.data.packaging.carvel.dev" },
      spec: {
        group: "data.packaging.carvel.dev",
        version: "v1alpha1",
        groupPriorityMinimum: 100,
        versionPriority: 100,
        caBundle: caBundle(caFile),
        service: { ...packagingService, port: at.port },
      },
    },
  ];
}
