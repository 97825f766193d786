/** A tiny Cluster in the form of the vendor's page, around the variables that a test gives it. */
export interface ClusterVariable {
  name: string;
  value: unknown;
}

export function clusterObject<Metadata>(metadata: Metadata, variables: Readonly<Record<string, unknown>>) {
  return {
    apiVersion: "cluster.x-k8s.io/v1beta1",
    kind: "Cluster",
    metadata,
    spec: {
      clusterNetwork: {
        pods: { cidrBlocks: ["100.96.0.0/11"] },
        services: { cidrBlocks: ["100.64.0.0/13"] },
      },
      topology: {
        class: "tkg-vsphere-default-v1.0.0",
        version: "v1.25.7+vmware.1-tiny.2",
        controlPlane: {
          replicas: 1,
          metadata: {
            annotations: { "run.tanzu.vmware.com/resolve-os-image": "image-type=ova,os-name=photon" },
          },
        },
        variables: Object.entries(variables).map(([name, value]): ClusterVariable => ({ name, value })),
      },
    },
  };
}

/** Labels and annotations of the page. */
export const clusterMetadata = (name: string, endpoint: string) => ({
  name,
  namespace: "default",
  annotations: {
    "tkg.tanzu.vmware.com/cluster-controlplane-endpoint": endpoint,
    "run.tanzu.vmware.com/resolve-tkr": "tkr.tanzu.vmware.com/tiny",
  },
  labels: { "tkg.tanzu.vmware.com/cluster-name": name },
});

/** The `vcenter` variable for the inventory of the page and of a sandbox. */
export const vcenterVariable = (vcenter: { readonly server: string; readonly thumbprint: string }) => ({
  cloneMode: "fullClone",
  datacenter: "/dc0",
  datastore: "/dc0/datastore/sharedVmfs-0",
  folder: "/dc0/vm",
  network: "/dc0/network/VM Network",
  resourcePool: "/dc0/host/cluster0/Resources",
  server: vcenter.server,
  storagePolicyID: "",
  tlsThumbprint: vcenter.thumbprint,
});
